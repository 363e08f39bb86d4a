#include "pages.hpp"

#include "http.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light;--ink:#15232d;--soft:#5a6a75;--line:#d5dde2;--accent:#c45500;--paper:#fff;--back:#f3f5f6}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{background:#15232d;color:#fff;padding:14px 20px;display:flex;gap:12px;align-items:center}
header b{font-size:18px}header span{background:#ffd28a;color:#3b2500;border-radius:99px;padding:2px 10px;font-size:13px}
main{max-width:640px;margin:32px auto;padding:0 16px}section{background:var(--paper);border:1px solid var(--line);
border-radius:12px;padding:28px;margin-bottom:16px}h1{font-size:24px;line-height:1.25;margin:0 0 12px}
h2{font-size:17px;margin:20px 0 6px}section>h2:first-child{margin-top:0}p{margin:0 0 12px}.soft{color:var(--soft);font-size:14px}
button,.button{font:inherit;font-weight:600;border-radius:8px;border:1px solid var(--line);background:#fff;color:var(--ink);
padding:10px 18px;cursor:pointer;text-decoration:none;display:inline-block}
button.main{background:#ffb84d;border-color:#e09a2b}button:hover{filter:brightness(.97)}
button:focus-visible,a:focus-visible,textarea:focus-visible{outline:3px solid #2a7ab0;outline-offset:2px}
.choice{display:block;width:100%;text-align:left;margin-bottom:10px;font-weight:400}.choice b{display:block}
.row{display:flex;gap:12px;flex-wrap:wrap;margin-top:20px}ul{margin:0 0 12px;padding-left:22px}
textarea,code{font:13px/1.45 ui-monospace,monospace;word-break:break-all}textarea{width:100%;padding:8px;
border:1px solid var(--line);border-radius:8px}.error h1{color:#a31515}
)css";

}  // namespace

std::string page(std::string_view title, std::string_view content) {
  std::string html =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>";
  html += html_text(title);
  html += " - Amazon simulator</title><link rel=\"icon\" href=\"data:,\"><style>";
  html += kStyle;
  html +=
      "</style></head><body><header><b>Amazon simulator</b><span>not Amazon: a test double on this "
      "computer</span>"
      "</header><main>";
  html += content;
  html += "</main></body></html>";
  return html;
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + html_text(name) + "\" value=\"" + html_text(value) + "\">";
}

std::string error_page(std::string_view code, std::string_view title, std::string_view text) {
  return page(title, "<section class=\"error\"><h1>" + html_text(title) + "</h1><p>" + html_text(text) +
                         "</p><p class=\"soft\">Error code <code>" + html_text(code) +
                         "</code></p></section>");
}

}  // namespace mooring::amazon_simulator
