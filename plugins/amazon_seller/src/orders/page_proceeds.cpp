// What the total of an order or an item is made of. Amazon lists categories (ITEM, SHIPPING, TAX, ...), and within the tax and the
// discount of an item what each part is on. Amounts stay text; two entries of one category are added up exactly.
#include "api.hpp"
#include "numbers.hpp"
#include "orders/page.hpp"

namespace amazon_seller {

void OrdersPageReader::read_proceeds(Proceeds& proceeds, const ProceedsNames& names, Value value) {
  member_ = names.all;
  parts_.clear();
  for_each_member(value, [&](std::string_view name, Value content) {
    if (name == names.total_key) proceeds.total = money(names.total, content);
    if (name == "breakdowns")
      for_each_element(content, [&](Value entry) { read_breakdown(names.breakdowns, entry); });
  });
  // Without a total, the first amount names the currency.
  for (const Part& part : parts_)
    if (!proceeds.total.currency) proceeds.total.currency = part.money.currency;
  const auto amount = [&](std::string_view type, std::string_view subtype = {}) {
    return amount_of(type, subtype, proceeds.total.currency);
  };
  proceeds.item = amount("ITEM");
  proceeds.shipping = amount("SHIPPING");
  proceeds.gift_wrap = amount("GIFT_WRAP");
  proceeds.cod_fee = amount("COD_FEE");
  proceeds.other = amount("OTHER");
  proceeds.tax = amount("TAX");
  proceeds.discount = amount("DISCOUNT");
  proceeds.delivery_tip = amount("DELIVERY_TIP");
  proceeds.item_tax = amount("TAX", "ITEM");
  proceeds.shipping_tax = amount("TAX", "SHIPPING");
  proceeds.gift_wrap_tax = amount("TAX", "GIFT_WRAP");
  proceeds.cod_fee_tax = amount("TAX", "COD_FEE");
  proceeds.discount_tax = amount("TAX", "DISCOUNT");
  proceeds.item_discount = amount("DISCOUNT", "ITEM");
  proceeds.shipping_discount = amount("DISCOUNT", "SHIPPING");
  for (const Part& part : parts_)
    if (part.type == "DELIVERY_TIP" && part.status) proceeds.delivery_tip_status = part.status;
}

void OrdersPageReader::read_breakdown(const char* member, Value value) {
  Part whole;
  const size_t first_detail = parts_.size();
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "type") whole.type = text(member, content);
    if (key == "status") whole.status = text(member, content);
    if (key == "subtotal") whole.money = money(member, content);
    if (key != "detailedBreakdowns") return;
    for_each_element(content, [&](Value entry) {
      Part detail;
      detail.subtype = "";
      for_each_member(entry, [&](std::string_view name, Value part) {
        if (name == "subtype") detail.subtype = text(member, part).value_or("");
        if (name == "value") detail.money = money(member, part);
      });
      if (!detail.subtype->empty()) parts_.push_back(detail);
    });
  });
  for (size_t i = first_detail; i < parts_.size(); ++i)
    parts_[i].type = whole.type;
  parts_.push_back(whole);
}

// An amount in another currency than the total is left out: a sum must not mix them. It stays in the raw record.
OrdersPageReader::Text OrdersPageReader::amount_of(std::string_view type, std::string_view subtype,
                                                   const Text& currency) {
  Text sum;
  for (const Part& part : parts_) {
    if (part.type != type || part.subtype.value_or("") != subtype) continue;
    if (!part.money.amount || part.money.currency != currency) continue;
    sum = sum ? Text(written_.emplace_back(amazon::sum_of(*sum, *part.money.amount))) : part.money.amount;
    if (sum->size() > amazon::kDecimalBytesMax) refuse(*sum, "amount");
  }
  return sum;
}

}  // namespace amazon_seller
