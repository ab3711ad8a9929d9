"""The columns of a claims file: those a person gives, those we add."""

from thuocdo.claims.values import FIELDS
from thuocdo.kernel import Column
from thuocdo.kernel.tables import N_

GIVEN = (
    Column("claim_id", "text", N_("Mã"), N_("Mã của phát biểu, tuỳ ý")),
    Column("index", "text", N_("Chỉ số"), N_("PAPI, PAR INDEX, SIPAS hoặc PCI")),
    Column("scope", "text", N_("Phạm vi"), N_("province (mặc định) hoặc national_mean")),
    Column("province_code", "text", N_("Tỉnh"), N_("Mã hoặc tên tỉnh; trống với cả nước")),
    Column("year", "integer", N_("Năm"), N_("Năm của chỉ số, không phải năm công bố")),
    Column("base_year", "integer", N_("So với năm"), N_("Năm gốc của thay đổi; trống: năm trước")),
    Column("dimension", "text", N_("Nội dung"), N_("Số hoặc tên nội dung; trống: cả chỉ số")),
    Column("score", "text", N_("Điểm"), N_("Điểm như đã in, đủ chữ số")),
    Column("rank", "text", N_("Thứ hạng"), N_("Thứ hạng cả nước")),
    Column("rank_of", "text", N_("Trên tổng số"), N_("Mẫu số của thứ hạng")),
    Column("score_change", "text", N_("Thay đổi điểm"), N_("Số điểm tăng (+) hoặc giảm (−)")),
    Column("rank_change", "text", N_("Thay đổi hạng"), N_("Số bậc tăng (+) hoặc giảm (−)")),
    Column("region_rank", "text", N_("Hạng trong vùng"), N_("Thứ hạng trong vùng")),
    Column("region_size", "text", N_("Số đơn vị của vùng"), N_("Mẫu số của hạng trong vùng")),
    Column("group", "text", N_("Nhóm"), N_("Nhóm như đã in")),
    Column("source_url", "text", N_("Nguồn"), N_("Nơi đăng phát biểu")),
    Column("quote_short", "text", N_("Trích dẫn"), N_("Câu gốc")),
    Column("note", "text", N_("Ghi chú"), N_("Ghi chú")),
    Column("check_result", "text", N_("Kết quả đã có"), N_("Kết quả kiểm trước đây, nếu có")),
    Column("check_detail", "text", N_("Chi tiết đã có"), N_("Chi tiết kiểm trước đây, nếu có")),
)
REQUIRED = ("index", "year", "province_code")
# A verdict that came with the file is kept beside ours.
KEPT = {"check_result": "given_check_result", "check_detail": "given_check_detail"}
ADDED = tuple(f"{field}_{part}" for field in FIELDS for part in ("result", "detail"))
