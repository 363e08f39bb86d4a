#include "seller/figures.hpp"

#include <algorithm>

#include "seller/ledger.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string column_of(std::string_view member) {
  std::string column;
  for (size_t i = 0; i < member.size(); ++i) {
    const bool is_b2b = member.substr(i) == "B2B";
    const bool starts_word =
        is_upper(member[i]) || (is_digit(member[i]) && i > 0 && !is_digit(member[i - 1]));
    if (starts_word && i > 0) column += '_';
    if (is_b2b) return column + "b2b";
    column += is_upper(member[i]) ? static_cast<char>(member[i] | 0x20) : member[i];
  }
  return column;
}

}  // namespace

void Figures::integer(std::string_view member, int64_t value) {
  all_.push_back({std::string(member), std::to_string(value), false, true});
}

void Figures::amount(std::string_view member, int64_t value) {
  all_.push_back({std::string(member), signed_money(value, marketplace_), true, false});
}

void Figures::ratio(std::string_view member, int64_t value, int64_t of, int64_t times) {
  const int64_t hundredths = of == 0 ? 0 : value * times * 100 / of;
  std::string text =
      std::to_string(hundredths / 100) + "." + std::to_string(100 + hundredths % 100).substr(1);
  all_.push_back({std::string(member), std::move(text), false, false});
}

std::string Figures::json(size_t first, size_t last) const {
  std::string out;
  for (size_t i = first; i < std::min(last, all_.size()); ++i) {
    const Figure& figure = all_[i];
    out += (out.empty() ? "\"" : ",\"") + figure.member + "\":";
    out += figure.is_amount
               ? "{\"amount\":" + figure.text + ",\"currencyCode\":" + json_text(marketplace_.currency) + "}"
               : figure.text;
  }
  return out;
}

void Figures::add_to(OracleRow& row) const {
  if (std::ranges::any_of(all_, &Figure::is_amount)) row.text("currency", marketplace_.currency);
  for (const Figure& figure : all_) {
    if (figure.is_integer)
      row.raw(column_of(figure.member), figure.text);
    else
      row.text(column_of(figure.member), figure.text);
  }
}

}  // namespace mooring::amazon_simulator::seller
