// What belongs to an order as a whole beside its fulfilment: programs, the order it replaces, payment, invoice and packages.
#include "api.hpp"
#include "json_text.hpp"
#include "orders/page.hpp"

namespace amazon_seller {

using simdjson::ondemand::json_type;

void OrdersPageReader::read_order_details(Order& order, std::string_view key, Value value) {
  if (key == "programs") {
    read_programs(order, value);
  } else if (key == "associatedOrders") {
    read_associated_orders(order, value);
  } else if (key == "payment") {
    read_payment(order, value);
  } else if (key == "tax") {
    read_tax(order, value);
  } else if (key == "packages") {
    read_packages(order.packages, value);
  } else if (key == "fulfillmentOrders") {
    order.fulfillment_orders = list("fulfillmentOrders", value, "fulfillmentOrderId");
  }
}

void OrdersPageReader::read_programs(Order& order, Value value) {
  member_ = "programs";
  if (value.is_null()) return;
  simdjson::ondemand::array programs = value.get_array();
  order.programs = amazon::trim_end(programs.raw_json());
  programs.reset();
  for (Value program : programs) {
    if (program.type() != json_type::string) continue;
    const std::string_view name = program.get_string();
    order.is_prime |= name == "PRIME";
    order.is_business |= name == "AMAZON_BUSINESS";
  }
}

void OrdersPageReader::read_associated_orders(Order& order, Value value) {
  member_ = "associatedOrders";
  for_each_element(value, [&](Value associated) {
    Text id, type;
    for_each_member(associated, [&](std::string_view key, Value content) {
      if (key == "orderId") id = text("associatedOrders.orderId", content);
      if (key == "associationType") type = text("associatedOrders.associationType", content);
    });
    if (type == "REPLACEMENT_ORIGINAL_ID") order.replaces = id;
    if (type == "EXCHANGE_ORIGINAL_ID") order.exchanges = id;
  });
}

void OrdersPageReader::read_payment(Order& order, Value value) {
  member_ = "payment";
  for_each_member(value, [&](std::string_view key, Value executions) {
    if (key != "paymentExecutions" || executions.is_null()) return;
    simdjson::ondemand::array list = executions.get_array();
    order.payments = amazon::trim_end(list.raw_json());
    list.reset();
    for (Value execution : list) {
      for_each_member(execution, [&](std::string_view name, Value content) {
        if (name == "paymentMethod" && !order.payment_method)
          order.payment_method = text("payment.paymentExecutions.paymentMethod", content);
      });
    }
  });
}

void OrdersPageReader::read_tax(Order& order, Value value) {
  member_ = "tax";
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "taxRegistrations") order.tax_registrations = json("tax.taxRegistrations", content);
    if (key != "taxInvoicing") return;
    for_each_member(content, [&](std::string_view name, Value part) {
      if (name == "invoiceStatus") order.invoice_status = text("tax.taxInvoicing.invoiceStatus", part);
      if (name == "buyerInvoicePreference")
        order.invoice_preference = text("tax.taxInvoicing.buyerInvoicePreference", part);
    });
  });
}

namespace {

// ["a",null,"b"]: of each package one entry, so that the lists can be read side by side.
void append_entry(std::string& out, const std::optional<std::string_view>& entry) {
  out += out.empty() ? "[" : ",";
  if (entry)
    amazon::append_json_text(out, *entry);
  else
    out += "null";
}

}  // namespace

void OrdersPageReader::read_packages(Packages& packages, Value value) {
  member_ = "packages";
  if (value.is_null()) return;
  packages.count = 0;
  std::string carriers, numbers, statuses, detailed_statuses, services;
  for_each_element(value, [&](Value package) {
    Text carrier, number, status, detailed_status, service;
    Time shipped;
    for_each_member(package, [&](std::string_view key, Value content) {
      if (key == "carrier") carrier = text("packages.carrier", content);
      if (key == "trackingNumber") number = text("packages.trackingNumber", content);
      if (key == "shippingService") service = text("packages.shippingService", content);
      if (key == "shipTime") shipped = time("packages.shipTime", content);
      if (key == "packageStatus") {
        for_each_member(content, [&](std::string_view name, Value part) {
          if (name == "status") status = text("packages.packageStatus.status", part);
          if (name == "detailedStatus") detailed_status = text("packages.packageStatus.detailedStatus", part);
        });
      }
    });
    ++*packages.count;
    append_entry(carriers, carrier);
    append_entry(numbers, number);
    append_entry(statuses, status);
    append_entry(detailed_statuses, detailed_status);
    append_entry(services, service);
    if (shipped && (!packages.shipped || *shipped < *packages.shipped)) packages.shipped = shipped;
  });
  if (*packages.count == 0) return;
  packages.carriers = written_.emplace_back(std::move(carriers) + "]");
  packages.tracking_numbers = written_.emplace_back(std::move(numbers) + "]");
  packages.statuses = written_.emplace_back(std::move(statuses) + "]");
  packages.detailed_statuses = written_.emplace_back(std::move(detailed_statuses) + "]");
  packages.services = written_.emplace_back(std::move(services) + "]");
}

OrdersPageReader::Text OrdersPageReader::json(const char* member, Value value) {
  member_ = member;
  if (value.is_null()) return std::nullopt;
  if (value.type() == json_type::array)
    return amazon::trim_end(simdjson::ondemand::array(value.get_array()).raw_json());
  if (value.type() == json_type::object)
    return amazon::trim_end(simdjson::ondemand::object(value.get_object()).raw_json());
  return amazon::trim_end(value.raw_json_token());
}

// The texts of one member of all objects of an array, as a JSON array. Nothing when there are none.
OrdersPageReader::Text OrdersPageReader::list(const char* member, Value value, std::string_view key) {
  member_ = member;
  std::string texts;
  for_each_element(value, [&](Value element) {
    for_each_member(element, [&](std::string_view name, Value content) {
      const Text found = name == key ? text(member, content) : Text();
      if (found) append_entry(texts, found);
    });
  });
  if (texts.empty()) return std::nullopt;
  return written_.emplace_back(std::move(texts) + "]");
}

}  // namespace amazon_seller
