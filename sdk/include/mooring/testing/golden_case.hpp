// A golden case: a folder with what a task is started with, the exchanges with the provider, and in expected.txt
// what the task then does, as text. run_golden_case() replays it and tells what differs;
// MOORING_UPDATE_GOLDEN=1 writes expected.txt anew.
//
//   case.toml      operation, stream, region, account_id, account_kind, now, history_from, cursor, settings, body_part_bytes;
//                  marketplaces: ids, or { id, name, country_code, currency, time_zone };
//                  [[exchanges]] method, path, query, absent, budget, credential, request_headers, request_body, streamed;
//                  status, headers, body or body_file; broken_off = "bad_response": the streamed body ends so;
//                  fail = "network" instead of a status: the host gives up on the request
//   *.json         bodies
//   expected.txt   rows, checkpoints, progress, waits, notices, identity, failure, in order of kind
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "mooring/testing/task_driver.hpp"

namespace mooring::testing {

namespace detail {

using mooring::detail::view;

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string text_of(const toml::node_view<const toml::node>& node, std::string_view otherwise = {}) {
  return node.value_or(std::string(otherwise));
}

inline Time time_of(const toml::node_view<const toml::node>& node, Time otherwise) {
  const auto text = node.value<std::string>();
  if (!text) return otherwise;
  const auto time = parse_time(*text);
  if (!time) throw std::runtime_error("'" + *text + "' is no time");
  return *time;
}

constexpr std::pair<std::string_view, FailureKind> kFailureNames[] = {
    {"throttled", FailureKind::throttled},
    {"server", FailureKind::server},
    {"network", FailureKind::network},
    {"grant_rejected", FailureKind::grant_rejected},
    {"grant_revoked", FailureKind::grant_revoked},
    {"permission", FailureKind::permission},
    {"request_rejected", FailureKind::request_rejected},
    {"bad_response", FailureKind::bad_response},
    {"internal", FailureKind::internal},
    {"application_rejected", FailureKind::application_rejected},
    {"cancelled", FailureKind::cancelled},
};

inline std::string_view name_of(FailureKind kind) {
  for (const auto& [name, value] : kFailureNames) {
    if (value == kind) return name;
  }
  return "unknown";
}

inline FailureKind failure_kind_named(std::string_view wanted) {
  for (const auto& [name, value] : kFailureNames) {
    if (name == wanted) return value;
  }
  throw std::runtime_error("'" + std::string(wanted) + "' is no kind of failure");
}

inline void add_marketplace(CallValues& call, const toml::node_view<const toml::node>& entry) {
  if (!entry.is_table()) {
    call.selected.emplace_back(text_of(entry), std::string());
    return;
  }
  Marketplace& marketplace = call.selected.emplace_back(text_of(entry["id"]), text_of(entry["name"]));
  marketplace.country_code = text_of(entry["country_code"]);
  marketplace.currency = text_of(entry["currency"]);
  marketplace.time_zone = text_of(entry["time_zone"]);
}

inline void script_exchange(ScriptedHttp& http, const toml::node_view<const toml::node>& exchange,
                            const std::filesystem::path& folder) {
  Expectation& expected = http.expect(text_of(exchange["method"], "GET"), text_of(exchange["path"]));
  if (const toml::table* query = exchange["query"].as_table()) {
    for (const auto& [name, value] : *query) {
      expected.query(std::string(name), toml::node_view<const toml::node>(value).value_or(std::string()));
    }
  }
  if (const toml::array* absent = exchange["absent"].as_array()) {
    for (const auto& name : *absent) {
      expected.query(toml::node_view<const toml::node>(name).value_or(std::string()), std::nullopt);
    }
  }
  if (const auto budget = exchange["budget"].value<std::string>()) expected.budget(*budget);
  if (const auto credential = exchange["credential"].value<std::string>()) expected.credential(*credential);
  if (const auto body = exchange["request_body"].value<std::string>()) expected.body(*body);
  if (const auto streamed = exchange["streamed"].value<bool>()) expected.streamed(*streamed);
  if (const toml::table* wanted = exchange["request_headers"].as_table()) {
    for (const auto& [name, value] : *wanted)
      expected.header(std::string(name), toml::node_view<const toml::node>(value).value_or(std::string()));
  }
  if (const auto kind = exchange["fail"].value<std::string>()) {
    expected.fail(Failure(failure_kind_named(*kind), text_of(exchange["message"], "the host gave up")));
    return;
  }
  std::vector<std::pair<std::string, std::string>> headers;
  if (const toml::table* declared = exchange["headers"].as_table()) {
    for (const auto& [name, value] : *declared) {
      headers.emplace_back(std::string(name),
                           toml::node_view<const toml::node>(value).value_or(std::string()));
    }
  }
  const auto file = exchange["body_file"].value<std::string>();
  expected.answer(exchange["status"].value_or(200),
                  file ? read_text(folder / *file) : text_of(exchange["body"]), std::move(headers));
  if (const auto kind = exchange["broken_off"].value<std::string>())
    expected.broken_off(
        Failure(failure_kind_named(*kind), text_of(exchange["message"], "the body is broken")));
}

inline std::string shown(const Range& range) {
  return range.stream + " of " + (range.marketplace.empty() ? "-" : range.marketplace) + " from " +
         format_time(range.from) + " to " + format_time(range.to);
}

inline std::string shown(const Listing& listing) {
  std::string text = listing.stream + " of " + (listing.marketplace.empty() ? "-" : listing.marketplace);
  if (!listing.field.empty()) text += " with " + listing.field + " = " + listing.value;
  if (!listing.from_date.empty()) text += " from " + listing.from_date + " to " + listing.to_date;
  return text + (listing.is_certain ? ", certain" : ", not certain");
}

}  // namespace detail

// Everything that a task did, as text that people can read and compare.
inline std::string to_text(const TaskResult& result,
                           const std::map<std::string, std::vector<DeclaredField>>& streams) {
  std::ostringstream out;
  for (const RowValue& row : result.rows) {
    out << "row of " << row.stream << " in " << (row.marketplace.empty() ? "-" : row.marketplace) << '\n';
    for (const DeclaredField& field : streams.at(row.stream))
      out << "  " << field.name << " = " << row[field.name].shown() << '\n';
    out << "  raw " << (row.raw.empty() ? "none" : std::to_string(row.raw.size()) + " bytes") << '\n';
  }
  for (const CheckpointValue& checkpoint : result.checkpoints) {
    out << "checkpoint after " << checkpoint.committed_rows << " rows: " << checkpoint.cursor << '\n';
    for (const Range& range : checkpoint.covered)
      out << "  holds " << detail::shown(range) << '\n';
    for (const Coverage& part : checkpoint.coverage)
      out << (part.lost ? "  lost " : "  holds ") << (part.part.empty() ? "" : part.part + " in ")
          << detail::shown(part) << '\n';
    for (const Listing& listing : checkpoint.listings)
      out << "  lists all " << detail::shown(listing) << '\n';
  }
  if (result.uncommitted_rows != 0) out << result.uncommitted_rows << " rows were not committed\n";
  for (const ProgressValue& step : result.progress) {
    out << "progress " << step.done << " of " << step.total << ": " << step.note << '\n';
  }
  for (const SleepValue& sleep : result.sleeps) {
    if (!sleep.what.empty())
      out << "sleeps until " << format_time(sleep.until) << " for " << sleep.what << '\n';
  }
  for (const Notice& notice : result.notices) {
    out << "notice " << notice.code << ", status " << notice.status << ", "
        << (notice.endpoint.empty() ? "no endpoint" : notice.endpoint) << ", request id '"
        << notice.request_id << "'\n  " << notice.message << '\n';
  }
  if (result.identity) {
    const Identity& who = *result.identity;
    out << "account '" << who.account_id << "' named '" << who.account_name << "'\n";
    for (const Marketplace& m : who.marketplaces) {
      out << "  marketplace " << m.id << ' ' << m.country_code << ' ' << m.currency << " '" << m.name << "' "
          << (m.available ? "available" : "not available") << (m.note.empty() ? "" : ": ") << m.note << '\n';
    }
    for (const Permission& p : who.permissions) {
      out << "  permission " << p.id << ' '
          << (p.granted ? (*p.granted ? "granted" : "refused") : "not known") << (p.note.empty() ? "" : ": ")
          << p.note << '\n';
    }
  }
  if (result.refused) out << "refused to start: " << *result.refused << '\n';
  if (result.failure) {
    out << "failed: " << detail::name_of(result.failure->kind()) << ", status " << result.failure->status()
        << ", " << (result.failure->endpoint().empty() ? "no endpoint" : result.failure->endpoint())
        << ", request id '" << result.failure->request_id() << "'\n  " << result.failure->message() << '\n';
  }
  return std::move(out).str();
}

// What differs from expected.txt or was requested otherwise than scripted; empty when all is as expected.
inline std::string run_golden_case(const mooring_plugin& plugin, const std::filesystem::path& folder) {
  const toml::table document = toml::parse_file((folder / "case.toml").string());
  ScriptedHttp http;
  if (const toml::array* exchanges = document["exchanges"].as_array()) {
    for (const auto& exchange : *exchanges)
      detail::script_exchange(http, toml::node_view<const toml::node>(exchange), folder);
  }
  TaskDriver driver(plugin, http);
  driver.clock = VirtualClock(detail::time_of(document["now"], driver.clock.now()));
  driver.call.history_from = detail::time_of(document["history_from"], driver.call.history_from);
  driver.body_part_bytes = document["body_part_bytes"].value_or(driver.body_part_bytes);
  driver.call.region = detail::text_of(document["region"], driver.call.region);
  driver.call.account_id = detail::text_of(document["account_id"]);
  driver.call.account_kind = detail::text_of(document["account_kind"]);
  driver.call.cursor = detail::text_of(document["cursor"]);
  if (const toml::table* range = document["range"].as_table())
    driver.call.range.emplace(detail::time_of((*range)["from"], Time()),
                              detail::time_of((*range)["to"], Time()));
  if (const toml::array* ids = document["marketplaces"].as_array()) {
    for (const auto& id : *ids)
      detail::add_marketplace(driver.call, toml::node_view<const toml::node>(id));
  }
  if (const toml::table* settings = document["settings"].as_table()) {
    for (const auto& [key, value] : *settings) {
      driver.call.settings.emplace_back(std::string(key),
                                        toml::node_view<const toml::node>(value).value_or(std::string()));
    }
  }
  const TaskResult result =
      driver.run(detail::text_of(document["operation"], "sync/1"), detail::text_of(document["stream"]));
  std::string problems;
  for (const std::string& problem : http.problems())
    problems += problem + '\n';

  const std::string actual = to_text(result, declared_streams(detail::view(plugin.manifest)));
  if (const char* update = std::getenv("MOORING_UPDATE_GOLDEN"); update != nullptr && *update == '1') {
    std::ofstream(folder / "expected.txt", std::ios::binary) << actual;
    return problems;
  }
  const std::string expected = detail::read_text(folder / "expected.txt");
  if (actual == expected) return problems;
  return problems + "--- expected (" + (folder / "expected.txt").string() + ")\n" + expected +
         "--- actual\n" + actual;
}

}  // namespace mooring::testing
