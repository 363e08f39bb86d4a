// DelimitedReader: a table of text in rows (tab separated or CSV, with a header) becomes its rows, one at a time and in
// bounded memory, while it arrives in parts whose borders fall anywhere. Columns are found by name: providers add
// columns, reorder them and translate their names.
//
//   DelimitedReader table(DelimitedReader::Options{}, TextDecoder(declared));
//   while (co_await table.read_from(ctx)) {                     // a part of the streamed body
//     if (!sku && table.has_header()) sku = table.column({"sku", "seller-sku"});
//     while (table.next()) rows.begin_row().add_text(table[*sku]);
//     co_await ctx.emit(rows);
//   }
//
// A cell's view is good until the next call of next() or feed(). Quotes: CSV as RFC 4180 says; a tab separated file is
// either quoted as a whole or not at all, and its header tells. What is no such table throws Failure (bad_response) with
// the line and a sample (none where Options::samples is false); the rows before it were good.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/charset.hpp"
#include "mooring/context.hpp"
#include "mooring/failure.hpp"
#include "mooring/task.hpp"

namespace mooring {

class DelimitedReader {
 public:
  struct Options {
    Options() {}
    static Options csv() {
      Options options;
      options.separator = ',';
      options.quotes = true;
      return options;
    }
    char separator = '\t';
    std::optional<bool> quotes;  // nothing: as the header is
    bool short_rows = false;     // a row may have fewer cells than the header: the rest are empty
    bool samples = true;         // false: messages show nothing of the text, for tables that tell of people
    size_t row_bytes_max = 1 << 20;
    size_t columns_max = 1000;
  };

  explicit DelimitedReader(Options options = Options(), TextDecoder decoder = TextDecoder())
      : options_(std::move(options)), decoder_(std::move(decoder)) {}

  // Gives the next part of the document; it is copied. Take all rows of the part before first.
  void feed(std::string_view bytes) {
    row_ = {};
    text_.erase(0, at_);
    scanned_ -= at_;
    at_ = 0;
    decoder_.decode(bytes, text_);
    if (header_.empty()) read_header();
  }

  // The document has ended; the last row needs no line break.
  void finish() {
    decoder_.finish(text_);
    row_ = {};
    if (at_ < text_.size() && text_.back() != '\n') text_ += '\n';
    ended_ = true;
    if (header_.empty()) read_header();
    if (header_.empty()) throw Failure(FailureKind::bad_response, "the table is empty: it has no header");
  }

  // Feeds the next part of the streamed body. False: it has ended; next() then still gives the last row.
  Task<bool> read_from(Context& ctx) {
    const std::string_view part = co_await ctx.read();
    if (part.empty()) {
      finish();
      co_return false;
    }
    feed(part);
    co_return true;
  }

  // Moves to the next row; false: feed the next part.
  bool next() {
    if (header_.empty()) return false;
    while (split_row(cells_)) {
      ++rows_;
      if (cells_.size() == 1 && cells_[0].empty()) {
        --rows_;
        continue;  // an empty line
      }
      if (cells_.size() > header_.size())
        refuse("has " + count(cells_.size()) + ", the header " + count(header_.size()));
      if (cells_.size() < header_.size() && !options_.short_rows)
        refuse("has " + count(cells_.size()) + ", the header " + count(header_.size()));
      given_ = cells_.size();
      cells_.resize(header_.size());
      return true;
    }
    return false;
  }

  std::string_view operator[](size_t column) const { return cells_[column]; }
  // Of a column that the file may lack: nothing there is an empty cell.
  std::string_view operator[](std::optional<size_t> column) const {
    return column ? cells_[*column] : std::string_view();
  }

  // How many cells the row has in the file: fewer than the header only with Options::short_rows.
  size_t given_cells() const { return given_; }

  bool has_header() const { return !header_.empty(); }
  const std::vector<std::string>& header() const { return header_; }

  // The first of these names that the header has, whatever their case. One that it has twice is refused: which of the two
  // is meant, nobody can tell.
  std::optional<size_t> find_column(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
      std::optional<size_t> found;
      for (size_t i = 0; i < header_.size(); ++i) {
        if (detail::ascii_lower(header_[i]) != detail::ascii_lower(name)) continue;
        if (found)
          throw Failure(FailureKind::bad_response,
                        "the table has the column '" + std::string(name) + "' more than once");
        found = i;
      }
      if (found) return found;
    }
    return std::nullopt;
  }
  size_t column(std::initializer_list<std::string_view> names) const {
    if (const auto found = find_column(names)) return *found;
    if (!options_.samples)
      throw Failure(FailureKind::bad_response, "the table has no column '" + std::string(*names.begin()) +
                                                   "'; it has " + count(header_.size()));
    std::string has;
    for (const std::string& name : header_)
      has += (has.empty() ? "" : ", ") + name.substr(0, 60);
    throw Failure(FailureKind::bad_response, "the table has no column '" + std::string(*names.begin()) +
                                                 "'; it has " + has.substr(0, 600));
  }

  uint64_t row_count() const { return rows_; }  // so far, without the header
  uint64_t line() const { return line_; }       // of the current row's begin, from 1
  const TextDecoder& decoder() const { return decoder_; }

  // For a plugin that cannot use a row: names the line and shows its beginning.
  [[noreturn]] void refuse(const std::string& what) const {
    throw Failure(FailureKind::bad_response,
                  "line " + std::to_string(line_) + " of the table " + what + shown(row_));
  }

 private:
  void read_header() {
    if (!options_.quotes) {
      if (at_ == text_.size()) return;
      options_.quotes = text_[at_] == '"';
    }
    std::vector<std::string_view> cells;
    if (!split_row(cells)) return;
    if (cells.size() > options_.columns_max) refuse("has more than " + count(options_.columns_max));
    for (std::string_view cell : cells) {
      while (cell.starts_with(' '))
        cell.remove_prefix(1);
      while (cell.ends_with(' '))
        cell.remove_suffix(1);
      // Then rows end with it alone, and the whole table looks like its header.
      if (cell.find('\r') != std::string_view::npos) {
        header_.clear();
        refuse("has a carriage return within a name of a column");
      }
      header_.emplace_back(cell);
    }
  }

  // The cells of the row at at_, which moves behind it. False: it is not complete.
  bool split_row(std::vector<std::string_view>& cells) {
    const size_t end = *options_.quotes ? end_of_quoted_row() : end_of_row();
    if (end == std::string::npos) return false;
    row_ = std::string_view(text_).substr(at_, end - at_);
    line_ = next_line_;
    next_line_ += *options_.quotes ? lines_in_row_ + 1 : 1;
    lines_in_row_ = 0;
    at_ = scanned_ = end + 1;
    if (row_.ends_with('\r')) row_.remove_suffix(1);
    if (row_.find('\0') != std::string_view::npos) refuse("has a zero byte");
    cells.clear();
    if (*options_.quotes)
      split_quoted(cells);
    else
      split_plain(cells);
    return true;
  }

  size_t end_of_row() {
    const size_t end = text_.find('\n', scanned_);
    check_size(end);
    scanned_ = end == std::string::npos ? text_.size() : end;
    return end;
  }

  // A line break within quotes is part of a cell. Doubled quotes turn it off and on again.
  size_t end_of_quoted_row() {
    for (; scanned_ < text_.size(); ++scanned_) {
      const char c = text_[scanned_];
      if (c == '"') in_quotes_ = !in_quotes_;
      if (c != '\n') continue;
      if (!in_quotes_) {
        check_size(scanned_);
        return scanned_;
      }
      ++lines_in_row_;
    }
    check_size(std::string::npos);
    return std::string::npos;
  }

  void check_size(size_t end) const {
    const size_t size = (end == std::string::npos ? text_.size() : end) - at_;
    if (size > options_.row_bytes_max)
      throw Failure(FailureKind::bad_response, "line " + std::to_string(next_line_) +
                                                   " of the table is longer than " +
                                                   std::to_string(options_.row_bytes_max) + " bytes" +
                                                   shown(std::string_view(text_).substr(at_)));
    if (end == std::string::npos && ended_ && size > 0)
      throw Failure(FailureKind::bad_response, "the table ends within quotes that begin in or behind line " +
                                                   std::to_string(next_line_));
  }

  void split_plain(std::vector<std::string_view>& cells) const {
    const char *from = row_.data(), *const end = from + row_.size();
    while (const void* found = std::memchr(from, options_.separator, static_cast<size_t>(end - from))) {
      const char* const to = static_cast<const char*>(found);
      cells.emplace_back(from, to - from);
      from = to + 1;
    }
    cells.emplace_back(from, end - from);
  }

  // Quotes are taken off in place: what is doubled becomes shorter, never longer.
  void split_quoted(std::vector<std::string_view>& cells) {
    char* from = text_.data() + (row_.data() - text_.data());
    char* const end = from + row_.size();
    for (;;) {
      char* to = from;
      if (from != end && *from == '"') {
        cells.push_back(unquoted(from, end, to));
      } else {
        while (to != end && *to != options_.separator)
          ++to;
        cells.emplace_back(from, to - from);
      }
      if (to == end) return;
      from = to + 1;
    }
  }

  // behind: the separator, or the row's end.
  std::string_view unquoted(char* from, char* end, char*& behind) const {
    char* write = from;
    for (char* read = from + 1; read != end; ++read) {
      if (*read != '"') {
        *write++ = *read;
      } else if (read + 1 != end && read[1] == '"') {
        *write++ = *read++;
      } else {
        behind = read + 1;
        if (behind != end && *behind != options_.separator) refuse("has text behind a closing quote");
        return {from, static_cast<size_t>(write - from)};
      }
    }
    refuse("has a quote that is not closed");
  }

  static std::string count(size_t cells) { return std::to_string(cells) + (cells == 1 ? " cell" : " cells"); }
  std::string shown(std::string_view row) const { return options_.samples ? ": " + sample(row) : ""; }
  static std::string sample(std::string_view row) {
    std::string shown(row.substr(0, 80));
    const auto is_part = [&](unsigned char mask, unsigned char bits) {
      return !shown.empty() && (static_cast<unsigned char>(shown.back()) & mask) == bits;
    };
    if (row.size() > shown.size()) {  // not half a character
      while (is_part(0xC0, 0x80))
        shown.pop_back();
      if (is_part(0xC0, 0xC0)) shown.pop_back();
    }
    for (char& c : shown)
      if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return shown.empty() ? "(empty)" : shown;
  }

  Options options_;
  TextDecoder decoder_;
  std::string text_;             // UTF-8 that is not taken yet, and the current row
  size_t at_ = 0, scanned_ = 0;  // in text_: the next row, and how far its end was looked for
  bool in_quotes_ = false, ended_ = false;
  std::vector<std::string> header_;
  std::vector<std::string_view> cells_;  // of the current row
  std::string_view row_;
  size_t given_ = 0;
  uint64_t rows_ = 0, line_ = 0, next_line_ = 1, lines_in_row_ = 0;
};

}  // namespace mooring
