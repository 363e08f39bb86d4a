// The parts of a mail as they are sent: pure.
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "transport/mail.hpp"

namespace mooring::host {
namespace {

constexpr size_t kEncodedWordBytes = 42;  // of text: 75 characters with what stands around it

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return out;
}

// So that no character is cut in two.
size_t part_length(std::string_view text) {
  if (text.size() <= kEncodedWordBytes) return text.size();
  size_t length = kEncodedWordBytes;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
    --length;
  return length;
}

constexpr size_t kQuotedLineMax = 76;  // with the "=" that goes on

std::string quoted(char c, bool last) {
  const auto byte = static_cast<unsigned char>(c);
  const bool blank = c == ' ' || c == '\t';
  if ((blank && !last) || (byte > 0x20 && byte < 0x7f && c != '=')) return std::string(1, c);
  constexpr char kDigits[] = "0123456789ABCDEF";
  return {'=', kDigits[byte >> 4], kDigits[byte & 15]};
}

void append_quoted_line(std::string& out, std::string_view line) {
  size_t column = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    const bool last = i + 1 == line.size();
    const std::string next = quoted(line[i], last);
    if (column + next.size() > (last ? kQuotedLineMax : kQuotedLineMax - 1)) {
      out += "=\r\n";
      column = 0;
    }
    out += next;
    column += next.size();
  }
  out += "\r\n";
}

}  // namespace

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    append_quoted_line(out, line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string mail_header_text(std::string_view utf8) {
  const std::string clean = clean_line(utf8, 400);
  if (is_plain(clean)) return clean;
  std::string out;
  for (std::string_view rest = clean; !rest.empty();) {
    const size_t length = part_length(rest);
    out += (out.empty() ? "=?UTF-8?B?" : " =?UTF-8?B?") + base64(rest.substr(0, length)) + "?=";
    rest.remove_prefix(length);
  }
  return out;
}

std::string mail_date(Timestamp time) {
  using namespace std::chrono;
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(time - day)};
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000", kDays[weekday{day}.c_encoding()],
                static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace mooring::host
