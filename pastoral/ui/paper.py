"""What goes onto paper: a PDF where the machine can make one, and the square a phone reads."""

from io import BytesIO

from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe


def as_pdf(html: str, *, style: str = "", is_for_everyone: bool = False) -> bytes | None:
    """Return a page as a PDF; nothing where the libraries for it are not there.

    They are loaded at the first wish: nobody else waits for them. `style` is a style sheet among
    the static files. One that `is_for_everyone` is tagged for screen readers (PDF/UA-1).
    """
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - half a second, and needs Pango
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above
    except (ImportError, OSError):
        return None
    fonts = FontConfiguration()
    sheets = [CSS(filename=finders.find(style), font_config=fonts)] if style else []
    variant = "pdf/ua-1" if is_for_everyone else None
    made: bytes = HTML(string=html).write_pdf(
        stylesheets=sheets, font_config=fonts, pdf_variant=variant
    )
    return made


def square_of(address: str) -> SafeString:
    """Return an address as a QR code, drawn into the page itself (SVG)."""
    import qrcode  # noqa: PLC0415 - as above
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415

    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(drawn)
    svg = drawn.getvalue().decode()
    # Drawn by us, and an address is in it as squares alone.
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  # nosec B308 B703
