"""Django's usual entry; the same as `python -m thuocdo.web`."""

from thuocdo.web.__main__ import main

if __name__ == "__main__":
    main()
