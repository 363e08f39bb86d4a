// How long a filtered page of the activity log takes, and what the indexes cost a write:
// `activity_bench [entries] [folder]`, 10,000,000 entries unless told otherwise. The entries are made from a fixed seed:
// 400 connections in three regions, 60 operations, rare kinds, persons, streams and words among many alike.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include "activity/activity_log.hpp"
#include "base/endpoint.hpp"
#include "base/event_hub.hpp"
#include "base/random.hpp"
#include "store/journal.hpp"
#include "store/sqlite_tools.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kConnections = 400;
constexpr int kRounds = 40;
constexpr int64_t kSecondsApart = 3;

double seconds_since(SteadyClock::time_point began) {
  return std::chrono::duration<double>(SteadyClock::now() - began).count();
}

class Entries {
 public:
  ActivityRow make(int64_t number) {
    ActivityRow row;
    row.id = "act_" + std::to_string(100'000'000'000 + number);
    row.at = at_second(number * kSecondsApart);
    row.connection_id = "con_" + std::to_string(std::min(pick(kConnections), pick(kConnections)));
    row.actor = pick(20'000) == 0 ? "user:ann" : "scheduler";
    if (pick(100) < 55) return ran(std::move(row));
    if (pick(100'000) == 0) return disconnected(std::move(row));
    return called(std::move(row));
  }
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

 private:
  ActivityRow ran(ActivityRow row) {
    const bool failed = pick(50) == 0;
    row.kind = failed ? "run.failed" : "run.succeeded";
    row.severity = failed ? Severity::error : Severity::info;
    row.stream = pick(50'000) == 0 ? "returns" : "stream_" + std::to_string(pick(14));
    row.run_id = "run_" + std::to_string(random_());
    row.duration_ms = pick(100'000);
    row.message = "Stream " + row.stream + ": " + std::to_string(pick(9000)) + " rows read, " +
                  std::to_string(pick(900)) + " new or changed, in " + std::to_string(pick(300)) + " s";
    return row;
  }
  ActivityRow disconnected(ActivityRow row) {
    row.kind = "connection.disconnected";
    row.message = "Disconnected; everything is kept";
    row.actor = "user:bob";
    return row;
  }
  ActivityRow called(ActivityRow row) {
    static const int statuses[] = {429, 429, 429, 503, 500, 400, 403};
    row.kind = "request.failed";
    row.severity = Severity::warning;
    row.actor = "system";
    row.stream = "stream_" + std::to_string(pick(14));
    row.run_id = "run_" + std::to_string(random_());
    row.status = pick(100'000) == 0 ? 451 : statuses[pick(7)];
    row.endpoint = std::string(pick(3000) == 0 ? "DELETE" : "GET") + " https://api-" +
                   std::to_string(pick(3)) + ".example.com/area" + std::to_string(pick(20)) + "/v0/things/" +
                   std::to_string(random_());
    row.method = method_of(row.endpoint);
    row.operation = operation_of(row.endpoint);
    row.attempt = 1 + pick(5);
    row.duration_ms = pick(2000);
    char request[40];
    std::snprintf(
        request, sizeof request, "%08llx-%04llx-%08llx", static_cast<unsigned long long>(random_() >> 32),
        static_cast<unsigned long long>(random_() >> 48), static_cast<unsigned long long>(random_() >> 32));
    row.request_id = request;
    row.message = "HTTP " + std::to_string(row.status) + ": the provider limits our request rate. Attempt " +
                  std::to_string(row.attempt) + " of 5, trying again";
    if (pick(1'000'000) == 0) row.message += ". The marmalade factory is closed";
    return row;
  }

  std::mt19937_64 random_{11};
};

class Bench {
 public:
  Bench(int64_t count, const std::filesystem::path& folder) : store_(folder), count_(count) {
    for (int i = 0; i < kConnections; ++i)
      store_.write([&](Session& session) {
        auto row = StoreFixture::connection("con_" + std::to_string(i));
        row.region = i == 7 ? "FE" : i % 2 == 0 ? "NA" : "EU";
        row.channel = i % 3 == 0 ? "ads" : "seller";
        rows::insert_connection(session, row);
      });
    fill();
  }

  // Rows first, then their indexes: what a log of years has, built in minutes.
  void fill() {
    auto began = SteadyClock::now();
    const auto kept = definitions();
    store_.write([&](Session& session) {
      auto* database = sqlite::handle(session);
      must(sqlite::exec(database, "PRAGMA cache_size=-400000", "bench"));
      for (const auto& [name, sql] : kept)
        must(sqlite::exec(database, ("DROP " + sql.substr(7, sql.find(' ', 7) - 7) + " " + name).c_str(),
                          "bench"));
    });
    for (int64_t done = 0; done < count_;)
      store_.write([&](Session& session) { done = insert_some(sqlite::handle(session), done); });
    std::printf("%lld entries written in %.0f s\n", static_cast<long long>(count_), seconds_since(began));
    for (const auto& [name, sql] : kept)
      store_.write(
          [&](Session& session) { must(sqlite::exec(sqlite::handle(session), sql.c_str(), "bench")); });
    std::printf("indexed after %.0f s\n", seconds_since(began));
    began = SteadyClock::now();
    store_.write([&](Session& session) {
      must(sqlite::exec(sqlite::handle(session),
                        "INSERT INTO activity_text (activity_text) VALUES ('rebuild')", "bench"));
      must(sqlite::exec(
          sqlite::handle(session),
          "DELETE FROM activity_zones; INSERT INTO activity_zones SELECT seq >> 10, min(at), max(at), "
          "sum(severity = 'info'), sum(severity = 'warning'), sum(severity = 'error') FROM activity "
          "GROUP BY seq >> 10",
          "bench"));
    });
    std::printf("text index and zones built in %.0f s; the file has %.0f MB\n", seconds_since(began),
                static_cast<double>(std::filesystem::file_size(store_.file())) / 1e6);
  }

  // The same filter from many places of the log, first and deep pages.
  void measure(const char* what, const std::function<rows::ActivityFilter(int)>& filter_of) {
    std::vector<double> took_ms;
    size_t found = 0, partial = 0;
    for (int round = 0; round < kRounds; ++round) {
      auto filter = filter_of(round);
      if (round % 2 == 1) filter.before_seq = 1 + entries_.pick(static_cast<int>(count_));
      const auto began = SteadyClock::now();
      const auto page = log_.list(filter);
      took_ms.push_back(seconds_since(began) * 1000);
      if (!page) throw std::runtime_error(describe(page.error()));
      found += page->entries.size();
      partial += page->partial ? 1 : 0;
    }
    all_ms_.insert(all_ms_.end(), took_ms.begin(), took_ms.end());
    std::printf("%-46s p50 %6.2f ms   p95 %6.2f ms   %6.1f entries, %zu of %d partial\n", what,
                at(took_ms, 0.5), at(took_ms, 0.95), static_cast<double>(found) / kRounds, partial, kRounds);
  }
  void total() {
    std::printf("%-46s p50 %6.2f ms   p95 %6.2f ms   p99 %6.2f ms\n", "all", at(all_ms_, 0.5),
                at(all_ms_, 0.95), at(all_ms_, 0.99));
  }

  // Entries of their own transactions, posted as the channel client does.
  void measure_writes(const char* what, int64_t count) {
    SystemClock clock;
    OsRandom random;
    Redactor redactor;
    EventHub events;
    Journal journal(store_.database(), clock, random, redactor, events, store_.logger());
    const auto began = SteadyClock::now();
    for (int64_t i = 0; i < count; ++i) {
      auto row = entries_.make(count_ + i);
      row.id.clear();
      journal.post(std::move(row));
    }
    must(store_.database().write([](Session&) -> Status { return {}; }));
    std::printf("%-46s %8.0f entries/s\n", what, static_cast<double>(count) / seconds_since(began));
  }
  void drop_search() {
    store_.write([&](Session& session) {
      for (const auto& [name, sql] : definitions())
        if (name.starts_with("activity_of_") || name == "activity_errors" || name == "activity_inserted")
          must(sqlite::exec(sqlite::handle(session),
                            ("DROP " + sql.substr(7, sql.find(' ', 7) - 7) + " " + name).c_str(), "bench"));
    });
  }

 private:
  static double at(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
  }
  std::vector<std::pair<std::string, std::string>> definitions() {
    return store_.read([](Session& session) {
      std::vector<std::pair<std::string, std::string>> found;
      auto statement =
          sqlite::prepare(sqlite::handle(session),
                          "SELECT name, replace(sql, 'CREATE UNIQUE', 'CREATE') FROM sqlite_schema WHERE "
                          "tbl_name = 'activity' AND sql IS NOT NULL AND type <> 'table'");
      while (sqlite3_step(statement->get()) == SQLITE_ROW)
        found.emplace_back(sqlite::column_text(statement->get(), 0),
                           sqlite::column_text(statement->get(), 1));
      return found;
    });
  }
  int64_t insert_some(sqlite3* database, int64_t done) {
    auto statement = sqlite::prepare(
        database,
        "INSERT INTO activity (id, connection_id, run_id, stream, at, kind, severity, status, endpoint, "
        "request_id, message, actor, method, operation, attempt, duration_ms) VALUES "
        "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!statement) throw std::runtime_error(statement.error().message);
    auto* raw = statement->get();
    const int64_t end = std::min(count_, done + 200'000);
    for (; done < end; ++done) {
      const auto row = entries_.make(done);
      const std::string* texts[] = {&row.id, &row.connection_id, &row.run_id, &row.stream};
      for (int i = 0; i < 4; ++i)
        sqlite::bind_text(raw, i + 1, *texts[i]);
      sqlite3_bind_int64(raw, 5, to_unix_us(row.at));
      sqlite::bind_text(raw, 6, row.kind);
      sqlite::bind_text(raw, 7, to_text(row.severity));
      sqlite3_bind_int(raw, 8, row.status);
      const std::string* more[] = {&row.endpoint, &row.request_id, &row.message,
                                   &row.actor,    &row.method,     &row.operation};
      for (int i = 0; i < 6; ++i)
        sqlite::bind_text(raw, i + 9, *more[i]);
      sqlite3_bind_int(raw, 15, row.attempt);
      sqlite3_bind_int64(raw, 16, row.duration_ms.value_or(0));
      if (sqlite3_step(raw) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database));
      sqlite3_reset(raw);
    }
    return done;
  }

  StoreFixture store_;
  ActivityLog log_{store_.database()};
  Entries entries_;
  const int64_t count_;
  std::vector<double> all_ms_;
};

void measure_all(Bench& bench, int64_t count) {
  using Filter = rows::ActivityFilter;
  const auto connection = [](int round) { return "con_" + std::to_string(round * 9); };
  bench.measure("everything", [](int) { return Filter{}; });
  bench.measure("a connection", [&](int round) { return Filter{.connection_id = connection(round)}; });
  bench.measure("errors", [](int) { return Filter{.severity_min = Severity::error}; });
  bench.measure("errors of a connection", [&](int round) {
    return Filter{.connection_id = connection(round), .severity_min = Severity::error};
  });
  bench.measure("kind request, status 4xx, of a stream", [](int) {
    Filter filter{.kind_prefix = "request"};
    filter.status_from = 400, filter.status_until = 500, filter.stream = "stream_3";
    return filter;
  });
  bench.measure("a rare kind", [](int) { return Filter{.kind_prefix = "connection"}; });
  bench.measure("a rare status", [](int) {
    Filter filter;
    filter.status_from = 451;
    return filter;
  });
  bench.measure("a rare method", [](int) {
    Filter filter;
    filter.method = "DELETE";
    return filter;
  });
  bench.measure("an operation of a region", [](int round) {
    Filter filter;
    filter.operation = "GET https://api-1.example.com/area" + std::to_string(round % 20) + "/v0/things/{id}";
    filter.region = "EU";
    return filter;
  });
  bench.measure("a region of one connection", [](int) {
    Filter filter;
    filter.region = "FE";
    return filter;
  });
  bench.measure("what a person did to a channel", [](int) {
    Filter filter;
    filter.actor = "user:ann", filter.channel = "ads";
    return filter;
  });
  bench.measure("a month, warnings", [count](int round) {
    const int64_t from = count * kSecondsApart * round / kRounds;
    return Filter{
        .severity_min = Severity::warning, .since = at_second(from), .until = at_second(from + 2'592'000)};
  });
  bench.measure("a rare stream in a connection", [&](int round) {
    Filter filter{.connection_id = connection(round)};
    filter.stream = "returns";
    return filter;
  });
  bench.measure("two frequent values that never meet", [&](int round) {
    Filter filter{.connection_id = connection(round), .kind_prefix = "run.succeeded"};
    filter.status_from = 429;
    return filter;
  });
  const auto text = [&](const char* what, const std::string& words, const std::string& of_connection = {}) {
    bench.measure(what, [=](int) {
      Filter filter{.connection_id = of_connection};
      filter.text = words;
      return filter;
    });
  };
  text("text: frequent words", "request rate");
  text("text: three letters", "lim");
  text("text: rare words", "marmalade");
  text("text: nothing like it", "xylophone");
  text("text: frequent threes, never together", "rate limits our");
  text("text: a number", "7734");
  text("text: frequent words of a connection", "request rate", "con_3");
  text("text: rare words of a connection", "marmalade", "con_3");
  bench.total();
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const int64_t count = argc > 1 ? std::atoll(argv[1]) : 10'000'000;
  Bench bench(count, argc > 2 ? argv[2] : std::filesystem::temp_directory_path().c_str());
  measure_all(bench, count);
  bench.measure_writes("journal, with the search's indexes", 5000);
  bench.drop_search();
  bench.measure_writes("journal, without them", 5000);
  return 0;
}
