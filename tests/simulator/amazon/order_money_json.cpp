// What an order's and an item's money is made of, as Amazon breaks it down: an order has the sums of its items.
#include "order_json_parts.hpp"

namespace mooring::amazon_simulator {
namespace {

struct Sums {
  int64_t item = 0, shipping = 0, gift_wrap = 0, item_tax = 0, shipping_tax = 0, gift_wrap_tax = 0;
  int64_t discount = 0, shipping_discount = 0;

  void add(const Item& one) {
    item += one.gross(), shipping += one.shipping, gift_wrap += one.gift_wrap;
    item_tax += one.item_tax, shipping_tax += one.shipping_tax, gift_wrap_tax += one.gift_wrap_tax;
    discount += one.discount, shipping_discount += one.shipping_discount;
  }
};

class Breakdowns {
 public:
  Breakdowns(std::string& out, const Marketplace& marketplace) : out_(out), marketplace_(marketplace) {}

  // An item's tax and discount also tell what they are on; an order's do not.
  void write(const Sums& sums, bool detailed) {
    out_ += ",\"breakdowns\":[";
    begin("ITEM", sums.item);
    out_ += '}';
    plain("SHIPPING", sums.shipping);
    plain("GIFT_WRAP", sums.gift_wrap);
    parts("TAX",
          {{"ITEM", sums.item_tax}, {"SHIPPING", sums.shipping_tax}, {"GIFT_WRAP", sums.gift_wrap_tax}},
          detailed);
    parts("DISCOUNT", {{"ITEM", sums.discount}, {"SHIPPING", sums.shipping_discount}}, detailed);
    out_ += ']';
  }

 private:
  using Parts = std::initializer_list<std::pair<std::string_view, int64_t>>;

  void begin(std::string_view type, int64_t amount) {
    out_ += "{\"type\":\"" + std::string(type) + "\",";
    money(out_, "subtotal", amount, marketplace_);
  }

  void plain(std::string_view type, int64_t amount) {
    if (amount == 0) return;
    out_ += ',';
    begin(type, amount);
    out_ += '}';
  }

  void parts(std::string_view type, Parts parts, bool detailed) {
    int64_t sum = 0;
    for (const auto& [subtype, amount] : parts)
      sum += amount;
    if (sum == 0) return;
    out_ += ',';
    begin(type, sum);
    if (detailed) {
      std::string_view between = ",\"detailedBreakdowns\":[";
      for (const auto& [subtype, amount] : parts) {
        if (amount == 0) continue;
        out_ += std::string(between) + "{\"subtype\":\"" + std::string(subtype) + "\",";
        money(out_, "value", amount, marketplace_);
        out_ += '}';
        between = ",";
      }
      out_ += ']';
    }
    out_ += '}';
  }

  std::string& out_;
  const Marketplace& marketplace_;
};

}  // namespace

void append_order_proceeds(std::string& out, const Order& order) {
  Sums sums;
  for (const Item& item : order.items)
    sums.add(item);
  out += ",\"proceeds\":{";
  money(out, "grandTotal", order.total(), order.marketplace());
  Breakdowns(out, order.marketplace()).write(sums, false);
  out += '}';
}

void append_item_proceeds(std::string& out, const Order& order, const Item& item) {
  Sums sums;
  sums.add(item);
  out += ",\"proceeds\":{";
  money(out, "proceedsTotal", item.proceeds(), order.marketplace());
  Breakdowns(out, order.marketplace()).write(sums, true);
  out += '}';
}

void append_points(std::string& out, const Order& order, const Item& item) {
  out += ",\"expense\":{\"pointsCost\":{\"pointsGranted\":{\"pointsNumber\":" + std::to_string(item.points) +
         ',';
  money(out, "pointsMonetaryValue", item.points, order.marketplace());
  out += "}}}";
}

void append_payment(std::string& out, const Order& order) {
  out += ",\"payment\":{\"paymentExecutions\":[{";
  member(out, "paymentMethod", order.payment_method, true);
  out += ',';
  money(out, "paymentAmount", order.total(), order.marketplace());
  out += "}]}";
}

// Who the buyer of a business order is for the tax office stands here, too.
void append_order_tax(std::string& out, const Order& order) {
  if (!order.business && order.invoice_status.empty()) return;
  out += ",\"tax\":{";
  if (order.business) {
    out += "\"taxRegistrations\":[{";
    member(out, "entityType", "BUYER", true);
    member(out, "legalName", "Harbour Trading " + std::to_string(order.flavour % 1000));
    member(out, "taxRegistrationType", "VAT");
    member(out, "taxRegistrationNumber", std::to_string(100'000'000 + order.flavour % 900'000'000));
    out += "}]";
  }
  if (!order.invoice_status.empty()) {
    out += order.business ? ",\"taxInvoicing\":{" : "\"taxInvoicing\":{";
    member(out, "invoiceStatus", order.invoice_status, true);
    out += '}';
  }
  out += '}';
}

void append_item_tax(std::string& out, const Order& order) {
  if (order.marketplace().country_code != "US") return;
  out +=
      ",\"tax\":{\"taxCollections\":[{\"model\":\"MARKETPLACE_FACILITATOR\",\"responsibleParty\":\"Amazon "
      "Services, Inc.\"}]}";
}

}  // namespace mooring::amazon_simulator
