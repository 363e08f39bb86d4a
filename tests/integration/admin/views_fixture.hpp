// A host with the shop of shop.toml and some of its records.
#pragma once
#include <catch2/catch.hpp>

#include "integration/admin/host_fixture.hpp"
#include "plugins/record_views.hpp"
#include "support/batch_builder.hpp"

namespace mooring::test {

inline const host::Manifest& shop_manifest() {
  static const host::Manifest manifest = [] {
    std::ifstream file(MANIFEST);
    std::ostringstream text;
    text << file.rdbuf();
    auto parsed = host::parse_manifest(text.str(), "shop.toml");
    if (!parsed) throw std::runtime_error(describe(parsed.error()));
    return std::move(*parsed);
  }();
  return manifest;
}

class ViewsFixture : public HostFixture {
 public:
  using Json = Poco::JSON::Object::Ptr;

  ViewsFixture() : HostFixture(PLUGINS, fill) {}

  Json get(const std::string& path, int status = 200) const { return answer(as_script("GET", path), status); }
  Json send_json(const std::string& method, const std::string& path, const std::string& body,
                 int status = 200) const {
    return answer(as_script(method, path, body), status);
  }
  static Json answer(const Reply& reply, int status) {
    INFO(reply.body);
    REQUIRE(reply.status == status);
    return reply.json();
  }

  static constexpr const char* kView = "/api/v1/views/shop/offers?from=2026-10-01&to=2026-10-30";
  Json view(const std::string& query = {}) const { return get(kView + query); }
  std::string names(const std::string& query) const {
    std::string out;
    const auto items = view(query)->getArray("items");
    for (unsigned i = 0; i < items->size(); ++i)
      out += (i == 0 ? "" : " ") + items->getObject(i)->getObject("fields")->getValue<std::string>("name");
    return out;
  }
  static std::string reference(const std::string& connection, const std::string& offer) {
    return R"({"connection_id":")" + connection + R"(","stream":"offers","key":{"offer_id":")" + offer +
           R"(","account":"A1"}})";
  }
  std::string make_object(const std::string& offer) const {
    return send_json("POST", "/api/v1/objects", reference("con_a", offer), 201)->getValue<std::string>("id");
  }
  std::vector<std::string> messages(const std::string& kind) const {
    std::vector<std::string> out;
    const auto items = get("/api/v1/connections/con_a/activity?kind=" + kind)->getArray("items");
    for (unsigned i = 0; i < items->size(); ++i)
      out.push_back(items->getObject(i)->getValue<std::string>("message"));
    return out;
  }

 private:
  static void fill(host::Session& session) {
    add_offers(session, "con_a", {{"1", "Autumn"}, {"2", "Winter"}, {"3", "Spring"}});
    add_offers(session, "con_b", {{"1", "Elsewhere"}});
    add_days(session, "con_a", "1", "USD", {{"2026-10-01", "0.10"}, {"2026-10-02", "0.20"}});
    add_days(session, "con_a", "2", "USD", {{"2026-10-30", "12.40"}});
    add_days(session, "con_b", "1", "EUR", {{"2026-10-30", "5.00"}});
  }
  static host::RecordTable table(const std::string& stream) {
    return record_table_of(shop_manifest(), *shop_manifest().stream(stream));
  }
  static void store(host::Session& session, const host::RecordTable& into, const std::string& connection,
                    const host::RecordBatch& batch) {
    must(ensure_record_table(session, into));
    host::RecordWriter writer;
    auto done = writer.upsert(session, into, connection, "run_1", at_second(1), batch);
    if (!done) throw std::runtime_error(describe(done.error()));
  }
  static void add_offers(host::Session& session, const std::string& connection,
                         const std::vector<std::pair<std::string, std::string>>& offers) {
    BatchBuilder builder(table("offers"));
    for (const auto& [id, name] : offers)
      builder.text("A1")
          .text(id)
          .text(name)
          .text(id == "3" ? "PAUSED" : "ENABLED")
          .text("plain")
          .text("25.00")
          .integer(0);
    store(session, table("offers"), connection, builder.take());
  }
  static void add_days(host::Session& session, const std::string& connection, const std::string& offer,
                       const std::string& currency,
                       const std::vector<std::pair<std::string, std::string>>& days) {
    BatchBuilder builder(table("offer_days"));
    for (const auto& [day, cost] : days)
      builder.text("A1").text(offer).text(day).text(currency).text(cost).text("50.00").integer(3);
    store(session, table("offer_days"), connection, builder.take());
  }
};

}  // namespace mooring::test
