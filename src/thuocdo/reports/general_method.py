"""What holds for every index: ranks, ranges, comparisons, carrying over, rounding."""

from collections.abc import Iterator

from thuocdo.kernel.language import _
from thuocdo.reports.views import Note
from thuocdo.units.rebasing import WEIGHT_YEAR


def general_method() -> Iterator[Note]:
    """The method that all indices share, in short."""
    yield Note(_("Thứ hạng"), _ranks())
    yield Note(_("Khoảng thứ hạng"), _ranges())
    yield Note(_("Không công bố"), _withheld())
    yield Note(_("So sánh giữa các kỳ"), _comparisons())
    yield Note(_("Quy về địa giới 34 tỉnh, thành phố"), _carrying_over())
    yield Note(_("Làm tròn"), _rounding())
    yield Note(_("Mức xác nhận"), _certainties())


def _ranks() -> str:
    return _(
        "Hạng 1 là tốt nhất. Bằng điểm thì cùng hạng, hạng tiếp theo bỏ qua số đơn vị đã bằng điểm "
        "(1, 2, 2, 4). Mẫu số là số đơn vị thật sự có điểm, không phải số đơn vị của cả nước. Kỳ "
        "nào số liệu không đủ các đơn vị thì không xếp hạng ai. Hạng trong vùng tính như vậy, trên "
        "các đơn vị có điểm của vùng."
    )


def _ranges() -> str:
    return _(
        "Chỉ số từ khảo sát mẫu có sai số, nên thứ hạng cần đi kèm khoảng: những thứ hạng mà mẫu "
        "không bác bỏ được ở mức tin cậy đã ghi. Khoảng được tính riêng cho từng đơn vị, trừ khi "
        "ghi là đồng thời. Hai khoảng chồng lên nhau không có nghĩa là hai đơn vị ngang nhau. Số "
        "liệu công bố không kèm sai số chuẩn thì không có khoảng, và trang nói rõ điều đó thay vì "
        "tự nghĩ ra một sai số."
    )


def _withheld() -> str:
    return _(
        "Điểm mà bên công bố không nêu, hoặc thiếu thành phần nên không tính được, để trống và ghi "
        "là không công bố. Không công bố không phải là 0 điểm: đơn vị đó không có hạng, không có "
        "nhóm và không nằm trong mẫu số."
    )


def _comparisons() -> str:
    return _(
        "Thay đổi chỉ được nêu với kỳ liền trước và khi định nghĩa cho phép. Không so sánh khi nội "
        "dung mới được đo, khi thang điểm đổi, hoặc khi có gián đoạn đã khai báo. Trường hợp cần "
        "thận trọng thì vẫn nêu, kèm lý do. Thay đổi chỉ được gọi là có ý nghĩa thống kê khi biết "
        "sai số chuẩn của cả hai kỳ."
    )


def _carrying_over() -> str:
    return _(
        "Từ 01/7/2025 cả nước có 34 tỉnh, thành phố. Điểm các kỳ trước quy về địa giới này là ước "
        "tính của công cụ, không bao giờ là điểm công bố. Đơn vị hợp nhất nhận bình quân số đo của "
        "các đơn vị hợp thành ở từng nội dung được đo, trọng số là dân số trung bình năm {year}, "
        "giữ nguyên cho mọi kỳ; rồi điểm, hạng, nhóm được tính lại trên 34 đơn vị. Thiếu số đo của "
        "một đơn vị hợp thành thì đơn vị hợp nhất không có điểm. Đơn vị không đổi giữ nguyên số đo."
    ).format(year=WEIGHT_YEAR)


def _rounding() -> str:
    return _(
        "Mọi phép tính dùng số chưa làm tròn; chỉ làm tròn khi hiển thị. Vì vậy cộng các số trên "
        "trang có thể lệch ở chữ số cuối, và hai đơn vị có điểm in như nhau vẫn có thể khác hạng. "
        "Tệp tải về giữ số chưa làm tròn."
    )


def _certainties() -> str:
    return _(
        "Mỗi mục của định nghĩa ghi nguồn và một trong ba mức: đã đối chiếu với văn bản gốc; suy "
        "ra từ số liệu đã công bố; chưa xác nhận, nghĩa là chưa đối chiếu được với văn bản gốc."
    )
