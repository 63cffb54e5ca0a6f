"""A page that stands alone and prints well: no script, no picture, nothing from elsewhere."""

from words.speech import Html, Speech

_STYLE = """
@page{margin:16mm 14mm}
body{font:15px/1.55 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif;
max-width:56em;margin:2.5em auto;padding:0 1em;color:#1b1d21;font-variant-numeric:tabular-nums}
h1{font-size:1.5em;margin:0}h2{font-size:1.15em;margin:2em 0 .6em}
h3{font-size:1em;margin:1.6em 0 .4em}
table{border-collapse:collapse;width:100%;font-size:.93em}thead{display:table-header-group}
th,td{text-align:left;padding:.4em .6em;border-bottom:1px solid #ccc;vertical-align:top}
tr{break-inside:avoid}h2,h3{break-after:avoid}thead th{color:#5d626c;font-weight:500}
.number{text-align:right;white-space:nowrap}.soft{color:#5d626c;font-size:.9em;font-weight:400}
.line{display:block;overflow-wrap:anywhere;white-space:pre-line}
.figures{display:flex;flex-wrap:wrap;gap:.6em 2em;margin:0}.figure dd{margin:0;font-weight:600}
.parties{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1.5em;margin:1.2em 0 0}
.parties dt{color:#5d626c}.parties dd{margin:0;overflow-wrap:anywhere}
.figure dt{color:#5d626c;font-size:.9em}
@media print{body{margin:0;padding:0;max-width:none;font-size:10.5pt}}
@media(max-width:640px){body{margin:1em auto}th,td{padding:.35em .3em}}
"""
_PAGE = Html(
    "<!doctype html>\n<html lang='{}'><head><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'><title>{}</title>"
    "<style>{}</style></head><body><h1>{}</h1><p class='soft'>{}</p>{}</body></html>\n"
)


def page(title: Html, under: Html, body: Html, say: Speech) -> bytes:
    lang = "en" if say.locale == "en" else "zh-Hans"
    return str(_PAGE.format(lang, title, Html(_STYLE), title, under, body)).encode()
