// An item of an order: what it is, what was done with it, and what Amazon says of promotions, points, cancellation and tax.
#include "api.hpp"
#include "json_text.hpp"
#include "orders/page.hpp"

namespace amazon_seller {

void OrdersPageReader::read_items(Order& order, Value value) {
  member_ = "orderItems";
  order.has_items = !value.is_null();
  order.first_item = items_.size();
  order.quantity = 0;
  for_each_element(value, [&](Value element) {
    Item item;
    item.raw = amazon::read_record(
        element.get_object(), [&](std::string_view key, Value part) { read_item_member(item, key, part); });
    check_required(item);
    if (__builtin_add_overflow(order.quantity, *item.ordered, &order.quantity))
      fail("the sum of 'orderItems.quantityOrdered' is no number of 64 bits");
    items_.push_back(item);
  });
  order.item_count = items_.size() - order.first_item;
}

void OrdersPageReader::read_item_member(Item& item, std::string_view key, Value value) {
  if (key == "orderItemId") {
    item.id = text("orderItems.orderItemId", value);
  } else if (key == "quantityOrdered") {
    item.ordered = integer("orderItems.quantityOrdered", value);
  } else if (key == "programs") {
    item.programs = json("orderItems.programs", value);
  } else if (key == "product") {
    read_product(item, value);
  } else if (key == "proceeds") {
    read_proceeds(item.proceeds, kOfItem, value);
  } else if (key == "expense") {
    read_points(item.points, value);
  } else if (key == "promotion") {
    read_promotions(item, value);
  } else if (key == "cancellation") {
    read_cancellation(item.cancellation, value);
  } else if (key == "fulfillment") {
    read_item_fulfillment(item, value);
  } else if (key == "tax") {
    read_item_tax(item, value);
  } else if (key == "measurement") {
    read_measurement(item, value);
  } else if (key == "associatedOrderItems") {
    item.associated_items = json("orderItems.associatedOrderItems", value);
  }
}

void OrdersPageReader::read_product(Item& item, Value value) {
  member_ = "orderItems.product";
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "asin") item.asin = text("orderItems.product.asin", content);
    if (key == "sellerSku") item.sku = text("orderItems.product.sellerSku", content);
    if (key == "title") item.title = text("orderItems.product.title", content);
    if (key == "serialNumbers") item.serial_numbers = json("orderItems.product.serialNumbers", content);
    if (key == "condition") {
      for_each_member(content, [&](std::string_view name, Value type) {
        if (name == "conditionType")
          item.condition = text("orderItems.product.condition.conditionType", type);
        if (name == "conditionSubtype")
          item.condition_subtype = text("orderItems.product.condition.conditionSubtype", type);
        if (name == "conditionNote")
          item.condition_note = text("orderItems.product.condition.conditionNote", type);
      });
    }
    if (key == "price") {
      for_each_member(content, [&](std::string_view name, Value price) {
        if (name == "unitPrice") item.unit_price = money("orderItems.product.price.unitPrice", price);
        if (name == "priceDesignation")
          item.price_designation = text("orderItems.product.price.priceDesignation", price);
      });
    }
  });
}

void OrdersPageReader::read_item_fulfillment(Item& item, Value value) {
  member_ = "orderItems.fulfillment";
  for_each_member(value, [&](std::string_view name, Value content) {
    if (name == "quantityFulfilled")
      item.fulfilled = integer("orderItems.fulfillment.quantityFulfilled", content);
    if (name == "quantityUnfulfilled")
      item.unfulfilled = integer("orderItems.fulfillment.quantityUnfulfilled", content);
    if (name == "packing") read_gift_option(item, content);
    if (name == "shipping") read_item_shipping(item, content);
  });
}

void OrdersPageReader::read_item_shipping(Item& item, Value shipping) {
  member_ = "orderItems.fulfillment.shipping";
  for_each_member(shipping, [&](std::string_view part, Value details) {
    if (part == "scheduledDeliveryWindow")
      item.scheduled_delivery = window("orderItems.fulfillment.shipping.scheduledDeliveryWindow", details);
    if (part != "internationalShipping") return;
    for_each_member(details, [&](std::string_view key, Value number) {
      if (key == "iossNumber")
        item.ioss_number = text("orderItems.fulfillment.shipping.internationalShipping.iossNumber", number);
    });
  });
}

void OrdersPageReader::read_measurement(Item& item, Value value) {
  member_ = "orderItems.measurement";
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "unit") item.measurement_unit = text("orderItems.measurement.unit", content);
    if (key == "value") item.measurement_value = decimal("orderItems.measurement.value", content);
  });
}

void OrdersPageReader::read_gift_option(Item& item, Value packing) {
  member_ = "orderItems.fulfillment.packing";
  for_each_member(packing, [&](std::string_view key, Value option) {
    if (key != "giftOption" || option.is_null()) return;
    item.is_gift = true;
    for_each_member(option, [&](std::string_view name, Value content) {
      if (name == "giftWrapLevel")
        item.gift_wrap_level = text("orderItems.fulfillment.packing.giftOption.giftWrapLevel", content);
    });
  });
}

void OrdersPageReader::read_points(Points& points, Value expense) {
  member_ = "orderItems.expense";
  for_each_member(expense, [&](std::string_view key, Value cost) {
    if (key != "pointsCost") return;
    for_each_member(cost, [&](std::string_view name, Value granted) {
      if (name != "pointsGranted") return;
      for_each_member(granted, [&](std::string_view part, Value content) {
        if (part == "pointsNumber")
          points.granted = integer("orderItems.expense.pointsCost.pointsGranted.pointsNumber", content);
        if (part == "pointsMonetaryValue")
          points.value = money("orderItems.expense.pointsCost.pointsGranted.pointsMonetaryValue", content);
      });
    });
  });
}

void OrdersPageReader::read_promotions(Item& item, Value value) {
  member_ = "orderItems.promotion";
  for_each_member(value, [&](std::string_view key, Value promotions) {
    if (key == "breakdowns")
      item.promotions = list("orderItems.promotion.breakdowns", promotions, "promotionId");
  });
}

void OrdersPageReader::read_cancellation(Cancellation& cancellation, Value value) {
  member_ = "orderItems.cancellation";
  for_each_member(value, [&](std::string_view key, Value part) {
    const bool is_request = key == "cancellationRequest";
    if (!is_request && key != "cancellationExecution") return;
    for_each_member(part, [&](std::string_view name, Value content) {
      if (is_request && name == "requester")
        cancellation.requested_by = text("orderItems.cancellation.cancellationRequest.requester", content);
      if (is_request && name == "cancelReason")
        cancellation.request_reason =
            text("orderItems.cancellation.cancellationRequest.cancelReason", content);
      if (!is_request && name == "cancelledBy")
        cancellation.by = text("orderItems.cancellation.cancellationExecution.cancelledBy", content);
      if (!is_request && name == "cancelReason")
        cancellation.reason = text("orderItems.cancellation.cancellationExecution.cancelReason", content);
    });
  });
}

// Amazon lists what collects the tax; of several the first is told, the others are in the raw record.
void OrdersPageReader::read_item_tax(Item& item, Value value) {
  member_ = "orderItems.tax";
  const auto first = [&](Text& into, const char* member, Value content) {
    const Text found = text(member, content);
    if (!into) into = found;
  };
  for_each_member(value, [&](std::string_view key, Value entries) {
    if (key == "taxCollections") {
      for_each_element(entries, [&](Value collection) {
        for_each_member(collection, [&](std::string_view name, Value content) {
          if (name == "model") first(item.tax_model, "orderItems.tax.taxCollections.model", content);
          if (name == "responsibleParty")
            first(item.tax_party, "orderItems.tax.taxCollections.responsibleParty", content);
        });
      });
    } else if (key == "taxCalculationBreakdowns") {
      for_each_element(entries, [&](Value calculation) {
        for_each_member(calculation, [&](std::string_view name, Value content) {
          if (name == "reportingScheme")
            first(item.tax_scheme, "orderItems.tax.taxCalculationBreakdowns.reportingScheme", content);
        });
      });
    }
  });
}

void OrdersPageReader::check_required(const Item& item) {
  if (!item.id || item.id->empty()) fail("the required member 'orderItems.orderItemId' is missing");
  if (!item.ordered) fail("the required member 'orderItems.quantityOrdered' is missing");
}

}  // namespace amazon_seller
