// The operations of the Selling Partner API that are simulated: name, path, usage plan and the rule that answers. A stream's
// operations stand in a file of their own; the table is in operations.cpp. Immutable, any thread.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "simulator/amazon/budgets.hpp"
#include "simulator/amazon/http.hpp"
#include "simulator/amazon/search.hpp"

namespace mooring::amazon_simulator::seller {

// A call that may be made: token, grant, region and budget are in order.
struct Call {
  World& world;
  Search& search;
  const Seller& seller;
  const Request& request;
  const Subject& subject;
  std::string parameter;  // what stands for the {..} of the operation's path, decoded

  std::string query(std::string_view name) const { return value_or(request.query, name); }
  // {"errors":[{code, message, details}]}
  Reply error(int status, std::string_view code, std::string_view message,
              std::string_view details = {}) const;
};

enum class Audience { sellers, vendors, all };

struct Operation {
  std::string_view name, method;
  std::string_view pattern;  // below the region; may end in {id}
  UsagePlan plan;
  Reply (*answer)(const Call&);
  Audience audience = Audience::sellers;  // the others get the 403 of a missing role

  bool is_for(const Seller& account) const {
    return audience == Audience::all || account.vendor == (audience == Audience::vendors);
  }
};

std::span<const Operation> operations();

struct FoundOperation {
  const Operation* operation = nullptr;  // null: there is none
  std::string parameter;
};
FoundOperation find_operation(std::string_view method, std::string_view path);
const Operation* operation_named(std::string_view name);

// sellers_api.cpp
Reply list_participations(const Call& call);
Reply get_account(const Call& call);
// finances_api.cpp
Reply list_transactions(const Call& call);
Reply list_event_groups(const Call& call);
// listings_api.cpp
Reply search_listings(const Call& call);
// catalog_items_api.cpp
Reply search_catalog(const Call& call);
// inventory_api.cpp
Reply list_inventory_summaries(const Call& call);
// orders_api.cpp
Reply search_orders(const Call& call);
Reply get_order(const Call& call);
// vendor_orders_api.cpp
Reply list_purchase_orders(const Call& call);
Reply list_purchase_order_statuses(const Call& call);
Reply get_purchase_order(const Call& call);
// sales_api.cpp
Reply get_order_metrics(const Call& call);

}  // namespace mooring::amazon_simulator::seller
