// TextDecoder: text in the charsets that marketplaces still write reports in becomes UTF-8, part by part; a character may
// be cut by the border of two parts.
//
//   TextDecoder decoder(charset_of_content_type(answer.header("content-type")), Charset::shift_jis);
//   decoder.decode(part, text);      // for each part of the streamed body; appends
//   decoder.finish(text);
//
// What is not declared is found out: a byte order mark, else the first character beyond ASCII, which is UTF-8 when it
// reads as such, else the fallback. Short words in Shift_JIS may read as UTF-8, too: where that is the fallback, the first
// 64 KB from that character on are held back and judged. Text that is not in its charset throws Failure (bad_response) with
// the place and the bytes: a row with a wrong name is worse than none. Windows-1252 is total, as browsers read it, and stands
// for ISO-8859-1.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mooring/detail/cp932_rows.hpp"
#include "mooring/failure.hpp"

namespace mooring {

enum class Charset { utf_8, windows_1252, shift_jis };

constexpr std::string_view to_text(Charset charset) {
  switch (charset) {
    case Charset::utf_8:
      return "UTF-8";
    case Charset::windows_1252:
      return "windows-1252";
    case Charset::shift_jis:
      return "Shift_JIS";
  }
  return {};
}

namespace detail {

inline std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return lower;
}

inline void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0 | (c >> 6));
  } else {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
  }
  byte(0x80 | (c & 0x3F));
}

// How many bytes the UTF-8 character at the beginning has: 0, it is none; -1, it is cut off.
constexpr int utf8_length(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  for (size_t i = 1; i < length; ++i) {
    if (i == text.size()) return -1;
    unsigned char least = 0x80, most = 0xBF;
    if (i == 1) {  // neither overlong, nor a surrogate, nor beyond U+10FFFF
      if (first == 0xE0) least = 0xA0;
      if (first == 0xED) most = 0x9F;
      if (first == 0xF0) least = 0x90;
      if (first == 0xF4) most = 0x8F;
    }
    if (at(i) < least || at(i) > most) return 0;
  }
  return static_cast<int>(length);
}

inline constexpr std::array<char16_t, 32> kWindows1252Controls = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

constexpr bool is_cp932_lead(unsigned char byte) {
  return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
}

// The character of two bytes as UTF-8; empty: there is none. The table is unpacked when it is first needed.
class Cp932 {
 public:
  static const Cp932& table() {
    static const Cp932 kTable;
    return kTable;
  }
  std::string_view find(unsigned char lead, unsigned char trail) const {
    if (trail < 0x40 || trail == 0x7F || trail > 0xFC) return {};
    const std::string_view found = (*cells_)[lead - 0x81][static_cast<size_t>(trail - 0x40 - (trail > 0x7F))];
    return found == " " ? std::string_view() : found;
  }

 private:
  using Cells = std::array<std::array<std::string_view, 188>, 0xFD - 0x81>;
  Cp932() : cells_(std::make_unique<Cells>()) {
    for (const Cp932Row& row : kCp932Rows) {
      std::string_view rest = row.characters;
      for (std::string_view& cell : (*cells_)[row.lead - size_t{0x81}]) {
        if (rest.empty()) break;
        cell = rest.substr(0, static_cast<size_t>(utf8_length(rest)));
        rest.remove_prefix(cell.size());
      }
    }
  }
  std::unique_ptr<Cells> cells_;
};

// How many bytes the CP932 character at the beginning has: 0, it is none; -1, it is cut off.
inline int cp932_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80 || (first >= 0xA1 && first <= 0xDF)) return 1;
  if (!is_cp932_lead(first)) return 0;
  if (text.size() == 1) return -1;
  return Cp932::table().find(first, static_cast<unsigned char>(text[1])).empty() ? 0 : 2;
}

}  // namespace detail

// The charset that a Content-Type header names; nothing: none. One that is not known throws Failure (bad_response): read as
// another one, the text would be wrong.
inline std::optional<Charset> charset_of_content_type(std::string_view content_type) {
  const std::string lower = detail::ascii_lower(content_type);
  constexpr std::string_view kParameter = "charset=";
  const size_t at = lower.find(kParameter);
  if (at == std::string::npos) return std::nullopt;
  std::string name = lower.substr(at + kParameter.size());
  name = name.substr(0, name.find_first_of("; \t"));
  std::erase(name, '"');
  if (name.empty()) return std::nullopt;
  const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (is_one_of({"utf-8", "utf8", "us-ascii", "ascii"})) return Charset::utf_8;
  if (is_one_of({"iso-8859-1", "iso8859-1", "iso8859_1", "latin1", "windows-1252", "cp1252"}))
    return Charset::windows_1252;
  if (is_one_of({"shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932", "ms932"}))
    return Charset::shift_jis;
  throw Failure(FailureKind::bad_response, "the text is declared as '" + name.substr(0, 40) +
                                               "', a character set that this version cannot read");
}

class TextDecoder {
 public:
  // fallback: of undeclared text that is not UTF-8.
  explicit TextDecoder(std::optional<Charset> declared = std::nullopt,
                       Charset fallback = Charset::windows_1252)
      : charset_(declared), fallback_(fallback) {}

  // Appends what the bytes say. The end of a part may be kept for the next one.
  void decode(std::string_view bytes, std::string& out) {
    if (!kept_.empty()) {
      kept_ += bytes;
      const std::string whole = std::exchange(kept_, {});
      decode_whole(whole, out);
    } else {
      decode_whole(bytes, out);
    }
  }

  // The text has ended: appends what was held back. Throws when the end is within a character.
  void finish(std::string& out) {
    if (!charset_ && !kept_.empty()) {
      const std::string held = std::exchange(kept_, {});
      charset_ = judge(held, true);
      decode_whole(held, out);
    }
    if (!kept_.empty()) refuse(kept_, "ends within a character");
  }

  // Nothing: there were only ASCII characters so far.
  std::optional<Charset> charset() const { return charset_; }

 private:
  static constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  static constexpr size_t kJudgedBytes = 64 * 1024;

  void decode_whole(std::string_view bytes, std::string& out) {
    if (at_ == 0 && !skip_byte_order_mark(bytes)) return;
    while (!bytes.empty()) {
      const size_t plain = ascii_length(bytes);
      out.append(bytes.substr(0, plain));
      take(bytes, plain);
      if (bytes.empty()) return;
      if (!charset_ && !find_out(bytes)) return keep(bytes);
      const size_t taken = decode_beyond_ascii(bytes, out);
      if (taken == 0) return keep(bytes);
      take(bytes, taken);
    }
  }

  // False: more bytes are needed to see.
  bool skip_byte_order_mark(std::string_view& bytes) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
      refuse(bytes, "is UTF-16, which is not supported");
    if (bytes.starts_with(kByteOrderMark)) {
      charset_ = Charset::utf_8;
      take(bytes, kByteOrderMark.size());
      return true;
    }
    const bool may_be_mark = kByteOrderMark.starts_with(bytes) || bytes == "\xFF" || bytes == "\xFE";
    if (bytes.empty() || !may_be_mark) return true;
    keep(bytes);
    return false;
  }

  bool find_out(std::string_view bytes) {
    charset_ = judge(bytes, false);
    return charset_.has_value();
  }

  // What the undeclared text is, seen from its first character beyond ASCII on; nothing: more must be seen.
  std::optional<Charset> judge(std::string_view bytes, bool is_end) {
    if (fallback_ == Charset::shift_jis) return judge_japanese(bytes.substr(0, kJudgedBytes), is_end);
    const int length = detail::utf8_length(bytes);
    if (length < 0) return is_end ? std::optional(fallback_) : std::nullopt;
    return length > 0 ? Charset::utf_8 : fallback_;
  }

  // Two half-width katakana may be one letter in UTF-8. Japanese in UTF-8 takes three bytes a character.
  std::optional<Charset> judge_japanese(std::string_view bytes, bool is_end) {
    if (!is_end && bytes.size() < judged_next_) return std::nullopt;
    judged_next_ = std::min(2 * bytes.size(), kJudgedBytes);
    bool is_long = false;
    const size_t utf8 = readable(bytes, [&](std::string_view rest) {
      const int length = detail::utf8_length(rest);
      is_long = is_long || length >= 3;
      return length;
    });
    if (utf8 != bytes.size()) return Charset::shift_jis;
    const size_t shift_jis = readable(bytes, detail::cp932_length);
    if (shift_jis != bytes.size()) return Charset::utf_8;
    if (!is_end && bytes.size() < kJudgedBytes) return std::nullopt;
    return is_long ? Charset::utf_8 : Charset::shift_jis;
  }

  // How many bytes are good characters; one that is cut off at the end is good.
  template <class LengthOf>
  static size_t readable(std::string_view bytes, LengthOf&& length_of) {
    size_t at = 0;
    while (at < bytes.size()) {
      const int length = length_of(bytes.substr(at));
      if (length == 0) return at;
      if (length < 0) return bytes.size();
      at += static_cast<size_t>(length);
    }
    return at;
  }

  // Takes characters as long as they are beyond ASCII; how many bytes. 0: more are needed.
  size_t decode_beyond_ascii(std::string_view bytes, std::string& out) const {
    switch (*charset_) {
      case Charset::utf_8:
        return decode_utf8(bytes, out);
      case Charset::windows_1252:
        return decode_windows_1252(bytes, out);
      case Charset::shift_jis:
        return decode_shift_jis(bytes, out);
    }
    return 0;
  }

  size_t decode_utf8(std::string_view bytes, std::string& out) const {
    size_t taken = 0;
    while (taken < bytes.size() && is_beyond_ascii(bytes[taken])) {
      const int length = detail::utf8_length(bytes.substr(taken));
      if (length < 0) break;
      if (length == 0) refuse(bytes.substr(taken), "is not UTF-8");
      taken += static_cast<size_t>(length);
    }
    out.append(bytes.substr(0, taken));
    return taken;
  }

  static size_t decode_windows_1252(std::string_view bytes, std::string& out) {
    size_t taken = 0;
    for (; taken < bytes.size() && is_beyond_ascii(bytes[taken]); ++taken) {
      const auto byte = static_cast<unsigned char>(bytes[taken]);
      detail::append_utf8(out, byte < 0xA0 ? detail::kWindows1252Controls[byte - 0x80u] : byte);
    }
    return taken;
  }

  size_t decode_shift_jis(std::string_view bytes, std::string& out) const {
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (first >= 0xA1 && first <= 0xDF) {  // half-width katakana
      detail::append_utf8(out, 0xFF61 + first - 0xA1u);
      return 1;
    }
    if (!detail::is_cp932_lead(first)) refuse(bytes, "is not Shift_JIS");
    if (bytes.size() == 1) return 0;
    const auto found = detail::Cp932::table().find(first, static_cast<unsigned char>(bytes[1]));
    if (found.empty()) refuse(bytes, "is not Shift_JIS");
    out.append(found);
    return 2;
  }

  static bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }
  static size_t ascii_length(std::string_view bytes) {
    constexpr uint64_t kHighBits = 0x8080808080808080u;
    size_t at = 0;
    for (uint64_t word = 0; at + sizeof word <= bytes.size(); at += sizeof word) {
      std::memcpy(&word, bytes.data() + at, sizeof word);
      if (word & kHighBits) break;
    }
    while (at < bytes.size() && !is_beyond_ascii(bytes[at]))
      ++at;
    return at;
  }

  void take(std::string_view& bytes, size_t count) {
    bytes.remove_prefix(count);
    at_ += count;
  }
  void keep(std::string_view bytes) { kept_ = bytes; }

  [[noreturn]] void refuse(std::string_view bytes, std::string_view what) const {
    constexpr char kHex[] = "0123456789abcdef";
    std::string sample;
    for (const char c : bytes.substr(0, 8)) {
      const auto byte = static_cast<unsigned char>(c);
      sample += sample.empty() ? "" : " ";
      sample += kHex[byte >> 4];
      sample += kHex[byte & 15];
    }
    throw Failure(FailureKind::bad_response,
                  "the text " + std::string(what) + " near byte " + std::to_string(at_) + ": " + sample);
  }

  std::optional<Charset> charset_;
  const Charset fallback_;
  std::string kept_;        // the beginning of a character, or what is not judged yet
  size_t judged_next_ = 0;  // of the bytes that are held back: with so many they are judged again
  uint64_t at_ = 0;         // bytes that were taken
};

}  // namespace mooring
