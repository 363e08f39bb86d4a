// Small builders of HTML for pages that the host writes itself: tables and lists of facts. text() escapes, html() takes
// markup that was made here. Values; one thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "admin/json/json.hpp"
#include "admin/oauth_page.hpp"  // escape_html

namespace mooring::host::admin {

// A member as text; empty when it is null or missing.
std::string text_of(const JsonObject& object, const std::string& name);
std::string yes_no(const JsonObject& object, const std::string& name);
std::string bytes_text(const JsonObject& object, const std::string& name);  // "12.5 MiB"
std::string joined_texts(const JsonArray& texts);
// "2026-01-31T10:00:00.123Z" -> <time>2026-01-31 10:00:00</time>; empty for no time. Already escaped.
std::string short_time(const std::string& time);

// Up to and with <tbody>.
std::string table_head(const std::vector<std::string>& heads, const std::string& id = {});

class Row {
 public:
  explicit Row(std::string_view style = {});
  Row& text(std::string_view text, std::string_view style = {});
  Row& html(std::string_view markup, std::string_view style = {});
  std::string take() { return std::move(html_) + "</tr>\n"; }

 private:
  std::string html_;
};

class Table {
 public:
  explicit Table(std::vector<std::string> heads) : heads_(std::move(heads)) {}
  Table& row(std::string_view style = {});  // the cells that follow stand in it
  Table& text(std::string_view text, std::string_view style = {});
  Table& html(std::string_view markup, std::string_view style = {});
  std::string take(const std::string& when_empty = {});

 private:
  std::vector<std::string> heads_;
  std::vector<Row> rows_;
};

class Facts {  // what has no value is left out
 public:
  Facts& text(const std::string& name, const std::string& value) { return html(name, escape_html(value)); }
  Facts& html(const std::string& name, const std::string& markup);
  std::string take() { return "<dl>" + std::move(html_) + "</dl>"; }

 private:
  std::string html_;
};

}  // namespace mooring::host::admin
