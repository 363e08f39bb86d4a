#include "scenario.hpp"

#include <toml++/toml.h>

#include <set>
#include <sstream>

#include "base/text.hpp"

namespace mooring::amazon_simulator {
namespace {

class FaultReader {
 public:
  FaultReader(const std::string& path, const toml::table& table, int64_t start_us)
      : path_(path), table_(table), start_us_(start_us) {}

  host::Result<Fault> read() {
    Fault fault;
    fault.kind = table_["kind"].value_or(std::string());
    const auto text = [&](std::string_view key) { return table_[key].value_or(std::string()); };
    fault.target = {text("seller"),  text("region"),  text("endpoint"),    text("client_id"),
                    text("profile"), text("channel"), text("report_type"), text("marketplace")};
    if (fault.target.seller.empty()) fault.target.seller = text("login");
    fault.count = table_["count"].value_or(fault.count);
    fault.status = table_["status"].value_or(fault.status);
    fault.delay_ms = table_["delay_ms"].value_or(fault.delay_ms);
    fault.delay_s = table_["delay_s"].value_or(fault.delay_s);
    fault.bytes = table_["bytes"].value_or(fault.bytes);
    fault.retry_after_s = table_["retry_after_s"].value_or(fault.retry_after_s);
    fault.expires_in_s = table_["expires_in_s"].value_or(fault.expires_in_s);
    fault.keep_access_tokens = table_["keep_access_tokens"].value_or(false);
    const auto at = duration("at");
    const auto length = duration("for");
    if (!at) return host::fail(at.error());
    if (!length) return host::fail(length.error());
    fault.from_us = start_us_ + *at;
    if (*length > 0) fault.until_us = fault.from_us + *length;
    if (auto ok = check_keys(); !ok) return host::fail(ok.error());
    if (auto ok = check_fault(fault); !ok) return at_line(table_, host::describe(ok.error()));
    return fault;
  }

 private:
  tl::unexpected<host::Error> at_line(const toml::node& node, const std::string& message) const {
    std::ostringstream where;
    where << path_ << ":" << node.source().begin.line << ": " << message;
    return host::fail("bad_scenario", where.str());
  }

  host::Result<int64_t> duration(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (!node) return 0;
    const auto text = node->value<std::string>();
    const auto parsed = text ? host::parse_duration(*text) : host::fail("", "");
    if (!parsed) return at_line(*node, std::string(key) + " must be a duration such as \"30s\" or \"2m\"");
    return parsed->count();
  }

  host::Status check_keys() const {
    static const std::set<std::string_view> kKeys = {
        "kind",  "seller",  "region",   "endpoint", "client_id",     "at",           "for",
        "count", "status",  "delay_ms", "bytes",    "retry_after_s", "expires_in_s", "keep_access_tokens",
        "login", "profile", "channel",  "delay_s",  "report_type",   "marketplace"};
    for (const auto& [key, value] : table_) {
      if (!kKeys.contains(key.str())) return at_line(value, "unknown key '" + std::string(key.str()) + "'");
    }
    return {};
  }

  const std::string& path_;
  const toml::table& table_;
  int64_t start_us_;
};

}  // namespace

host::Result<std::vector<Fault>> read_scenario(const std::string& path, int64_t start_us) {
  toml::table document;
  try {
    document = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << path << ":" << error.source().begin.line << ": " << error.description();
    return host::fail("bad_scenario", where.str());
  }
  std::vector<Fault> faults;
  const toml::array* list = document["fault"].as_array();
  for (size_t i = 0; list && i < list->size(); ++i) {
    const toml::table* table = (*list)[i].as_table();
    if (!table) return host::fail("bad_scenario", path + ": every [[fault]] must be a table");
    auto fault = FaultReader(path, *table, start_us).read();
    if (!fault) return host::fail(fault.error());
    faults.push_back(std::move(*fault));
  }
  return faults;
}

}  // namespace mooring::amazon_simulator
