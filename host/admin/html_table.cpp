#include "admin/html_table.hpp"

#include <array>
#include <cstdio>

#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

std::string class_of(std::string_view style) {
  return style.empty() ? "" : " class=\"" + std::string(style) + "\"";
}

}  // namespace

std::string text_of(const JsonObject& object, const std::string& name) {
  return !object || !object->has(name) || object->isNull(name) ? ""
                                                               : object->get(name).convert<std::string>();
}

std::string yes_no(const JsonObject& object, const std::string& name) {
  return object->optValue(name, false) ? "yes" : "no";
}

std::string bytes_text(const JsonObject& object, const std::string& name) {
  auto size = object->optValue<double>(name, 0);
  constexpr std::array kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit)
    size /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", size, kUnits.at(unit));
  return text;
}

std::string joined_texts(const JsonArray& texts) {
  std::string out;
  for (const auto& text : *texts)
    out += (out.empty() ? "" : ", ") + text.convert<std::string>();
  return out;
}

std::string short_time(const std::string& time) {
  constexpr size_t kDate = 10, kSeconds = 19;
  if (time.size() < kSeconds || !parse_time(time)) return escape_html(time);
  return "<time datetime=\"" + escape_html(time) + "\">" + time.substr(0, kDate) + " " +
         time.substr(kDate + 1, kSeconds - kDate - 1) + "</time>";
}

std::string table_head(const std::vector<std::string>& heads, const std::string& id) {
  std::string out =
      "<div class=\"scroll\"><table" + (id.empty() ? "" : " id=\"" + id + "\"") + "><thead><tr>";
  for (const std::string& head : heads)
    out += "<th scope=\"col\">" + escape_html(head) + "</th>";
  return out + "</tr></thead><tbody>\n";
}

Row::Row(std::string_view style) : html_("<tr" + class_of(style) + ">") {}

Row& Row::text(std::string_view text, std::string_view style) {
  return html(escape_html(std::string(text)), style);
}

Row& Row::html(std::string_view markup, std::string_view style) {
  html_.append("<td").append(class_of(style)).append(">").append(markup).append("</td>");
  return *this;
}

Table& Table::row(std::string_view style) {
  rows_.emplace_back(style);
  return *this;
}

Table& Table::text(std::string_view text, std::string_view style) {
  rows_.back().text(text, style);
  return *this;
}

Table& Table::html(std::string_view markup, std::string_view style) {
  rows_.back().html(markup, style);
  return *this;
}

std::string Table::take(const std::string& when_empty) {
  if (rows_.empty()) return "<p class=\"quiet\">" + escape_html(when_empty) + "</p>";
  std::string out = table_head(heads_);
  for (Row& row : rows_)
    out += row.take();
  return out + "</tbody></table></div>";
}

Facts& Facts::html(const std::string& name, const std::string& markup) {
  if (!markup.empty()) html_ += "<dt>" + escape_html(name) + "</dt><dd>" + markup + "</dd>";
  return *this;
}

}  // namespace mooring::host::admin
