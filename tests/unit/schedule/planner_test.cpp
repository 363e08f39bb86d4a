#include "schedule/planner.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <tuple>

#include "base/limits.hpp"
#include "schedule/run_queue.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

std::optional<QueuedRun> pop_highest(RunQueue& queue) {
  const auto lane = queue.next_lane();
  return lane ? queue.pop(*lane) : std::nullopt;
}

}  // namespace

TEST_CASE("slots lie on the phase, one interval apart") {
  Timestamp midnight{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
  Duration phase = 7min;
  Timestamp first = next_slot(midnight, 1h, phase);
  CHECK(first == midnight + 7min);
  CHECK(next_slot(first, 1h, phase) == first + 1h);
  CHECK(next_slot(first - 1us, 1h, phase) == first);
}

TEST_CASE("missed slots are due once, not n times") {
  Timestamp last_attempt{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
  Timestamp now = last_attempt + 10h;
  CHECK(next_slot(last_attempt, 1h, 0min) < now);  // overdue: runs now
  CHECK(next_slot(now, 1h, 0min) > now);           // and then waits for the next slot
}

TEST_CASE("phases are stable and spread") {
  std::set<int64_t> minutes;
  for (int i = 0; i < 1000; ++i) {
    std::string id = "con_" + std::to_string(i);
    Duration phase = phase_of(id, "orders", "", 60min);
    CHECK(phase == phase_of(id, "orders", "", 60min));
    CHECK(phase < 60min);
    minutes.insert(phase / 1min);
  }
  CHECK(minutes.size() == 60);
  CHECK(phase_of("a", "orders", "", 1h) != phase_of("a", "items", "", 1h));
  std::set<int64_t> of_marketplaces;
  for (int i = 0; i < 40; ++i)
    of_marketplaces.insert(phase_of("a", "orders", std::to_string(i), 60min) / 1min);
  CHECK(of_marketplaces.size() > 15);  // 40 drawn of 60 with repetition: 29 on average
}

TEST_CASE("pauses grow, are capped and never zero") {
  SeededRandom random(1);
  for (int n = 1; n < 60; ++n) {
    Duration pause = failure_pause(n, random);
    CHECK(pause >= limits::kFailedRunPauseBase / 2);
    CHECK(pause <= limits::kFailedRunPauseMax + limits::kFailedRunPauseBase);
    CHECK(retry_backoff(n, random) <= limits::kBackoffMax + 50ms);
    CHECK(retry_backoff(n, random) > 0ms);
  }
}

TEST_CASE("the queue serves lanes first, then the connection that waited longest for its turn") {
  RunQueue queue;
  queue.push({"r1", "big", Lane::backfill});
  queue.push({"r2", "big", Lane::incremental});
  queue.push({"r3", "big", Lane::incremental});
  queue.push({"r4", "small", Lane::incremental});
  queue.push({"r5", "small", Lane::manual});
  CHECK(pop_highest(queue)->run_id == "r5");
  CHECK(pop_highest(queue)->run_id == "r2");  // big was never served, small just was
  CHECK(pop_highest(queue)->run_id == "r4");
  CHECK(queue.raise_to_manual("r1"));
  CHECK(pop_highest(queue)->run_id == "r1");
  CHECK(queue.remove("r3"));
  CHECK_FALSE(queue.remove("r3"));
  CHECK_FALSE(pop_highest(queue));
}

// The same rules, written as a search through everything that waits.
TEST_CASE("the queue gives what a search through all waiting runs would give") {
  struct Waiting {
    QueuedRun run;
    int order;
  };
  SeededRandom random(7);
  RunQueue queue;
  std::vector<Waiting> waiting;
  std::map<std::string, int> served;
  int turn = 0, order = 0, popped = 0;
  auto pick = [&](int below) { return static_cast<int>(random.uniform() * below); };
  for (int step = 0; step < 5000; ++step) {
    int what = pick(10);
    if (what < 5) {
      QueuedRun run{"r" + std::to_string(++order), "c" + std::to_string(pick(5)), static_cast<Lane>(pick(3))};
      waiting.push_back({run, order});
      queue.push(run);
    } else if (what == 5 && !waiting.empty()) {
      auto& raised = waiting[static_cast<size_t>(pick(static_cast<int>(waiting.size())))];
      raised.run.lane = Lane::manual;
      CHECK(queue.raise_to_manual(raised.run.run_id));
    } else if (what == 6 && !waiting.empty()) {
      auto gone = waiting.begin() + pick(static_cast<int>(waiting.size()));
      CHECK(queue.remove(gone->run.run_id));
      waiting.erase(gone);
    } else {
      auto rank = [&](const Waiting& one) {
        return std::tuple{one.run.lane, served[one.run.connection_id], one.run.connection_id, one.order};
      };
      auto best = std::min_element(waiting.begin(), waiting.end(),
                                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
      auto next = pop_highest(queue);
      REQUIRE(next.has_value() == (best != waiting.end()));
      if (!next) continue;
      CHECK(next->run_id == best->run.run_id);
      served[next->connection_id] = ++turn;
      waiting.erase(best);
      ++popped;
    }
    CHECK(queue.size() == waiting.size());
  }
  CHECK(popped > 1000);
}

TEST_CASE("the places in the queue are those in which runs are then served") {
  SeededRandom random(11);
  RunQueue queue;
  auto pick = [&](int below) { return static_cast<int>(random.uniform() * below); };
  for (int i = 0; i < 300; ++i) {
    queue.push({"r" + std::to_string(i), "c" + std::to_string(pick(7)), static_cast<Lane>(pick(3))});
    if (i % 5 == 0) pop_highest(queue);  // so that connections were served at different times
  }
  const auto places = queue.next(1000);
  REQUIRE(places.size() == queue.size());
  CHECK(queue.next(10) == std::vector(places.begin(), places.begin() + 10));
  CHECK(queue.contains(places.front()));
  for (const std::string& run : places)
    CHECK(pop_highest(queue)->run_id == run);
  CHECK(queue.next(10).empty());
  CHECK_FALSE(queue.contains(places.front()));
}

TEST_CASE("a lane can be asked for; the turns of the connections go on") {
  RunQueue queue;
  queue.push({"r1", "a", Lane::incremental});
  queue.push({"r2", "a", Lane::backfill});
  queue.push({"r3", "b", Lane::backfill});
  CHECK(queue.waits(Lane::backfill));
  CHECK_FALSE(queue.waits(Lane::manual));
  CHECK_FALSE(queue.pop(Lane::manual));
  CHECK(queue.pop(Lane::backfill)->run_id == "r2");
  CHECK(queue.next_lane() == Lane::incremental);
  CHECK(queue.pop(Lane::backfill)->run_id == "r3");
  CHECK_FALSE(queue.waits(Lane::backfill));
  CHECK(pop_highest(queue)->run_id == "r1");
}
