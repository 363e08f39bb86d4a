// The members of an order that tell of money, and what all members are written with. Append to one string. Only for order_json.cpp.
#pragma once
#include <string>
#include <string_view>

#include "http.hpp"
#include "order_json.hpp"
#include "orders.hpp"

namespace mooring::amazon_simulator {

inline void member(std::string& out, std::string_view name, std::string_view value, bool first = false) {
  if (!first) out += ',';
  out += '"';
  out += name;
  out += "\":";
  append_json_text(out, value);
}

inline void time_member(std::string& out, std::string_view name, int64_t unix_us, bool first = false) {
  if (!first) out += ',';
  out += '"';
  out += name;
  out += "\":";
  append_time(out, unix_us);
}

inline void money(std::string& out, std::string_view name, int64_t amount, const Marketplace& marketplace) {
  out += '"';
  out += name;
  out += "\":{\"amount\":\"";
  out += money_text(amount, marketplace.currency_digits);
  out += "\",\"currencyCode\":\"";
  out += marketplace.currency;
  out += "\"}";
}

void append_order_proceeds(std::string& out, const Order& order);
void append_item_proceeds(std::string& out, const Order& order, const Item& item);
void append_points(std::string& out, const Order& order, const Item& item);
void append_payment(std::string& out, const Order& order);
void append_order_tax(std::string& out, const Order& order);
void append_item_tax(std::string& out, const Order& order);

}  // namespace mooring::amazon_simulator
