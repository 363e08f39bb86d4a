// ReportBook: the reports that a provider is building for a stream, so that they survive a restart. A plugin keeps its
// text in the stream's cursor; collect_reports() changes it. A value, without threads.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/failure.hpp"
#include "mooring/time.hpp"

namespace mooring {

// A report that was requested and not read yet.
class PendingReport {
 public:
  PendingReport(std::string report_key, std::string report_id, Time report_requested_at, int report_attempts)
      : key(std::move(report_key)),
        id(std::move(report_id)),
        requested_at(report_requested_at),
        attempts(report_attempts) {}
  bool operator==(const PendingReport&) const = default;

  std::string key;    // the plugin's name for what is in it: "campaigns/2026-01-01/2026-01-31"
  std::string id;     // the provider's
  Time requested_at;  // the latest time
  int attempts;       // how often it was requested
};

class ReportBook {
 public:
  ReportBook() {}
  bool operator==(const ReportBook&) const = default;

  const std::vector<PendingReport>& pending() const { return pending_; }
  // nullptr: not pending. Good until the book changes.
  const PendingReport* find(std::string_view key) const {
    const auto found = position(key);
    return found == pending_.end() ? nullptr : &*found;
  }
  // In place of an earlier one with that key.
  void put(PendingReport report) {
    const auto found = position(report.key);
    if (found == pending_.end())
      pending_.push_back(std::move(report));
    else
      pending_[static_cast<size_t>(found - pending_.begin())] = std::move(report);
  }
  void erase(std::string_view key) {
    std::erase_if(pending_, [&](const PendingReport& report) { return report.key == key; });
  }

  // Compact JSON, [["key","id",requested_at_us,attempts],...]: a value to put into the cursor as it is.
  std::string to_json() const {
    std::string text = "[";
    for (const PendingReport& report : pending_) {
      if (text.size() > 1) text += ',';
      text += '[';
      append_text(text, report.key);
      text += ',';
      append_text(text, report.id);
      text += ',' + std::to_string(to_us(report.requested_at)) + ',' + std::to_string(report.attempts) + ']';
    }
    return text += ']';
  }
  // Empty text is an empty book. Anything else that to_json() does not write throws Failure (internal).
  static ReportBook from_json(std::string_view json) {
    ReportBook book;
    if (json.empty()) return book;
    Reader in(json);
    in.need('[');
    while (!in.skip(']')) {
      if (!book.pending_.empty()) in.need(',');
      in.need('[');
      std::string key = in.text();
      in.need(',');
      std::string id = in.text();
      in.need(',');
      const Time requested_at = time_from_us(in.integer());
      in.need(',');
      const int attempts = static_cast<int>(in.integer());
      in.need(']');
      book.put(PendingReport(std::move(key), std::move(id), requested_at, attempts));
    }
    in.need_end();
    return book;
  }

 private:
  // Reads exactly what to_json() writes, with any white space and any escapes: the cursor may have gone through another
  // JSON library.
  class Reader {
   public:
    explicit Reader(std::string_view json) : rest_(json) {}

    bool skip(char wanted) {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
      if (rest_.empty() || rest_.front() != wanted) return false;
      rest_.remove_prefix(1);
      return true;
    }
    void need(char wanted) {
      if (!skip(wanted)) refuse();
    }
    void need_end() {
      if (rest_.find_first_not_of(" \t\r\n") != std::string_view::npos) refuse();
    }
    int64_t integer() {
      const bool negative = skip('-');
      skip('+');
      int64_t value = 0;
      size_t digits = 0;
      for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9' && digits < 18; ++digits)
        value = value * 10 + (rest_[digits] - '0');
      if (digits == 0) refuse();
      rest_.remove_prefix(digits);
      return negative ? -value : value;
    }
    std::string text() {
      need('"');
      std::string value;
      while (!rest_.empty() && rest_.front() != '"') {
        if (take() == '\\')
          append_escape(value);
        else
          value += last_;
      }
      need('"');
      return value;
    }

   private:
    [[noreturn]] static void refuse() {
      throw Failure(FailureKind::internal, "the list of pending reports in the cursor cannot be read");
    }
    char take() {
      if (rest_.empty()) refuse();
      last_ = rest_.front();
      rest_.remove_prefix(1);
      return last_;
    }
    void append_escape(std::string& value) {
      static constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
      if (take() == 'u') {
        append_unicode(value, hex4());
        return;
      }
      const size_t which = kEscapes.find(last_);
      if (which == std::string_view::npos) refuse();
      value += kMeanings[which];
    }
    uint32_t hex4() {
      uint32_t code = 0;
      for (int i = 0; i < 4; ++i) {
        static constexpr std::string_view kDigits = "0123456789abcdef";
        const char digit = take();
        const size_t value =
            kDigits.find(digit >= 'A' && digit <= 'F' ? static_cast<char>(digit | 32) : digit);
        if (value == std::string_view::npos) refuse();
        code = code * 16 + static_cast<uint32_t>(value);
      }
      return code;
    }
    void append_unicode(std::string& value, uint32_t code) {
      if (code >= 0xD800 && code < 0xDC00) {  // the first half of a pair
        if (take() != '\\' || take() != 'u') refuse();
        code = 0x10000 + ((code - 0xD800) << 10) + (hex4() - 0xDC00);
      }
      const auto tail = [&](int shift) { value += static_cast<char>(0x80 | (code >> shift & 0x3F)); };
      if (code < 0x80) {
        value += static_cast<char>(code);
      } else if (code < 0x800) {
        value += static_cast<char>(0xC0 | code >> 6);
        tail(0);
      } else if (code < 0x10000) {
        value += static_cast<char>(0xE0 | code >> 12);
        tail(6), tail(0);
      } else {
        value += static_cast<char>(0xF0 | (code >> 18 & 0x07));
        tail(12), tail(6), tail(0);
      }
    }

    std::string_view rest_;
    char last_ = 0;
  };

  static void append_text(std::string& out, std::string_view text) {
    static constexpr char kHex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20) {
        out += "\\u00";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
        continue;
      }
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }

  std::vector<PendingReport>::const_iterator position(std::string_view key) const {
    return std::find_if(pending_.begin(), pending_.end(),
                        [&](const PendingReport& report) { return report.key == key; });
  }

  std::vector<PendingReport> pending_;
};

}  // namespace mooring
