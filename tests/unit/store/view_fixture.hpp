// A list of campaigns with a table of daily sums beside it, whose key has other names, in two accounts.
#pragma once
#include "store/record_view.hpp"
#include "store/rows_objects.hpp"
#include "store/sqlite_tools.hpp"
#include "support/batch_builder.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

inline host::RecordView campaign_view() {
  using host::FieldType;
  host::RecordView view;
  view.id = "campaigns";
  view.table = {"shop",
                "campaigns",
                {{.name = "account", .type = FieldType::text},
                 {.name = "campaign", .type = FieldType::integer},
                 {.name = "name", .type = FieldType::text},
                 {.name = "state", .type = FieldType::text},
                 {.name = "kind", .type = FieldType::text},
                 {.name = "budget", .type = FieldType::decimal}},
                {"account", "campaign"},
                ""};
  view.runs_as = "campaigns";
  view.name_field = "name";
  view.state_field = "state";
  view.type_field = "kind";
  view.sums = host::RecordTable{"shop",
                                "campaign_days",
                                {{.name = "account", .type = FieldType::text},
                                 {.name = "item", .type = FieldType::integer},
                                 {.name = "day", .type = FieldType::date},
                                 {.name = "currency", .type = FieldType::text},
                                 {.name = "cost", .type = FieldType::decimal},
                                 {.name = "sales", .type = FieldType::decimal},
                                 {.name = "clicks", .type = FieldType::integer}},
                                {"account", "item", "day"},
                                "day"};
  view.join = {{"account", "account"}, {"campaign", "item"}};
  view.currency_field = "currency";
  view.metrics = {{"cost", true}, {"sales", true}, {"clicks", false}};
  view.ratios = {{"acos", 0, 1, true}};
  view.sparkline = 0;
  return view;
}

struct Campaign {
  int64_t id = 0;
  std::string name, state = "ENABLED", kind = "SP", account = "US";
  std::optional<std::string> budget = "10.00";
  std::string connection = "con_1";
};

struct CampaignDay {
  int64_t id = 0;
  std::string day, cost = "0", sales = "0";
  int64_t clicks = 0;
  std::string currency = "USD", account = "US", connection = "con_1";
};

class ViewFixture : public StoreFixture {
 public:
  ViewFixture() {
    write([&](host::Session& s) {
      must(ensure_record_table(s, view.table));
      must(ensure_record_table(s, *view.sums));
      must(ensure_view_index(s, view));
    });
  }

  void connect(const std::string& id, const std::string& region = "NA") {
    write([&](host::Session& s) {
      auto row = connection(id);
      row.region = region;
      host::rows::insert_connection(s, row);
      host::GrantRow grant;
      grant.id = "grt_" + id;
      grant.connection_id = id;
      host::rows::insert_grant(s, grant);
      for (const char* market : {"US", "CA"}) {
        host::MarketplaceRow marketplace;
        marketplace.id = market;
        marketplace.name = marketplace.id + " shop";
        marketplace.country_code = market;
        marketplace.currency = marketplace.id + "D";
        marketplace.selected = true;
        host::rows::upsert_marketplace(s, id, marketplace);
      }
      host::rows::set_selected_marketplaces(s, id, {"US", "CA"});
    });
  }

  void add(const std::vector<Campaign>& campaigns) {
    for (const auto& c : campaigns) {
      BatchBuilder builder(view.table);
      builder.text(c.account).integer(c.id).text(c.name).text(c.state).text(c.kind);
      c.budget ? builder.text(*c.budget) : builder.null();
      builder.marketplace(c.account);
      store(view.table, c.connection, builder.take());
    }
  }
  void add(const std::vector<CampaignDay>& days) {
    for (const auto& d : days) {
      BatchBuilder builder(*view.sums);
      builder.text(d.account).integer(d.id).text(d.day).text(d.currency).text(d.cost).text(d.sales);
      builder.integer(d.clicks).marketplace(d.account);
      store(*view.sums, d.connection, builder.take());
    }
  }
  void run(const std::string& sql) {
    write([&](host::Session& s) { must(host::sqlite::exec(host::sqlite::handle(s), sql.c_str(), sql)); });
  }

  host::Result<host::ViewPage> try_query(const host::ViewQuery& query) {
    return read([&](host::Session& s) { return query_view(s, view, query); });
  }
  host::ViewPage query(const host::ViewQuery& wanted) {
    auto page = try_query(wanted);
    if (!page) throw std::runtime_error(describe(page.error()));
    return std::move(*page);
  }
  // The names that a query lists, page by page, separated by spaces.
  std::string names(host::ViewQuery wanted) {
    std::string out;
    do {
      auto page = query(wanted);
      for (const auto& row : page.rows)
        out += (out.empty() ? "" : " ") + row.fields[2].value_or("-");
      wanted.after = page.next;
    } while (!wanted.after.empty());
    return out;
  }
  static host::ViewQuery in_october(const std::string& sort = "name", bool descending = false) {
    host::ViewQuery query;
    query.from = "2026-10-01";
    query.to = "2026-10-31";
    query.sort = sort;
    query.descending = descending;
    return query;
  }

  host::RecordView view = campaign_view();

 private:
  void store(const host::RecordTable& table, const std::string& connection, const host::RecordBatch& batch) {
    write([&](host::Session& s) {
      auto done = writer_.upsert(s, table, connection, "run_1", at_second(1000), batch);
      if (!done) throw std::runtime_error(describe(done.error()));
    });
  }
  host::RecordWriter writer_;
};

inline std::string shown(const std::optional<host::Decimal>& value) {
  return value ? to_text(*value) : "unknown";
}

}  // namespace mooring::test
