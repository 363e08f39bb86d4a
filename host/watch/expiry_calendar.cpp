// The calendar of expiries as iCalendar text, RFC 5545.
#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "watch/expiries.hpp"

namespace mooring::host {
namespace {

constexpr size_t kLineBytesMax = 75;  // without the line break

// Of TEXT values: commas, semicolons and backslashes are marked.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == ',' || c == ';') out += '\\';
    out += c;
  }
  return out;
}

std::string utc(Timestamp time) {
  std::string text = format_time(std::chrono::floor<std::chrono::seconds>(time));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

// "https://host:port/x" -> "host:port"
std::string host_of(const std::string& url) {
  const size_t scheme = url.find("://");
  const std::string rest = scheme == std::string::npos ? url : url.substr(scheme + 3);
  return rest.substr(0, rest.find('/'));
}

class Calendar {
 public:
  // Folded: a long line goes on in the next one, behind a space, and never inside of a character.
  void line(std::string_view text) {
    size_t room = kLineBytesMax;
    while (text.size() > room) {
      size_t cut = room;
      while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
        --cut;
      text_.append(text.substr(0, cut)).append("\r\n ");
      text.remove_prefix(cut);
      room = kLineBytesMax - 1;
    }
    text_.append(text).append("\r\n");
  }

  void event(const Expiry& expiry, const std::string& public_url, Timestamp now) {
    line("BEGIN:VEVENT");
    line("UID:" + expiry.id() + "@" + host_of(public_url));
    line("DTSTAMP:" + utc(now));
    line("DTSTART:" + utc(expiry.at));
    // What was renewed ends later: programs take the higher number for the newer word.
    const auto day = std::chrono::floor<std::chrono::days>(expiry.at).time_since_epoch().count();
    line("SEQUENCE:" + std::to_string(std::max<int64_t>(0, day)));
    line("SUMMARY:" + escape(clean_line(expiry.title, limits::kLogFieldBytesMax)) +
         (expiry.at_latest ? " ends at the latest" : " ends"));
    line("DESCRIPTION:" + escape(expiry.action_text));
    if (!expiry.connection_id.empty()) line("URL:" + public_url + "/#/connections/" + expiry.connection_id);
    line("TRANSP:TRANSPARENT");
    for (const int days : limits::kExpiryWarnings) {
      line("BEGIN:VALARM");
      line("ACTION:DISPLAY");
      line("DESCRIPTION:" + escape(clean_line(expiry.title, limits::kLogFieldBytesMax)) + " ends in " +
           std::to_string(days) + (days == 1 ? " day" : " days"));
      line("TRIGGER:-P" + std::to_string(days) + "D");
      line("END:VALARM");
    }
    line("END:VEVENT");
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

std::string expiry_calendar(const std::vector<Expiry>& expiries, const std::string& public_url,
                            Timestamp now) {
  Calendar calendar;
  calendar.line("BEGIN:VCALENDAR");
  calendar.line("VERSION:2.0");
  calendar.line("PRODID:-//Mooring//Expiries//EN");
  calendar.line("X-WR-CALNAME:Mooring");
  for (const Expiry& expiry : expiries)
    calendar.event(expiry, public_url, now);
  calendar.line("END:VCALENDAR");
  return calendar.take();
}

}  // namespace mooring::host
