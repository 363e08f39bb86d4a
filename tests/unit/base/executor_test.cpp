#include "base/executor.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

const Timestamp kStart = from_unix_us(1'770'000'000'000'000);

}  // namespace

TEST_CASE("posted work runs in order, also what it posts itself") {
  VirtualClock clock(kStart);
  ManualExecutor executor(clock);
  std::string order;
  executor.post([&] {
    order += 'a';
    executor.post([&] { order += 'c'; });
  });
  executor.post([&] { order += 'b'; });
  CHECK(executor.run_ready() == 3);
  CHECK(order == "abc");
  CHECK(executor.idle());
}

TEST_CASE("timers run in order of time, then of registration") {
  VirtualClock clock(kStart);
  ManualExecutor executor(clock);
  std::string order;
  executor.post_after(2s, [&] { order += 'c'; });
  executor.post_after(1s, [&] { order += 'a'; });
  executor.post_after(1s, [&] { order += 'b'; });
  CHECK(executor.run_ready() == 0);
  executor.run_for(1s);
  CHECK(order == "ab");
  CHECK(clock.now() == kStart + 1s);
  executor.run_for(1s);
  CHECK(order == "abc");
}

TEST_CASE("a cancelled timer never runs, even when it is due already") {
  VirtualClock clock(kStart);
  ManualExecutor executor(clock);
  int ran = 0;
  TimerId second = 0;
  executor.post_after(1s, [&] { executor.cancel(second); });
  second = executor.post_after(1s, [&] { ++ran; });
  TimerId late = executor.post_after(5s, [&] { ++ran; });
  CHECK(late != 0);
  executor.cancel(late);
  executor.cancel(late);
  executor.cancel(0);
  executor.run_for(10s);
  CHECK(ran == 0);
  CHECK(executor.idle());
}

TEST_CASE("run_next moves time to the next timer") {
  VirtualClock clock(kStart);
  ManualExecutor executor(clock);
  int ran = 0;
  executor.post_after(10min, [&] { ++ran; });
  CHECK(executor.run_next());
  CHECK(ran == 1);
  CHECK(clock.now() == kStart + 10min);
  CHECK_FALSE(executor.run_next());
}

TEST_CASE("run_for runs chains of timers and ends exactly at its end") {
  VirtualClock clock(kStart);
  ManualExecutor executor(clock);
  int ticks = 0;
  std::function<void()> tick = [&] {
    ++ticks;
    executor.post_after(1s, tick);
  };
  executor.post_after(1s, tick);
  executor.run_for(10s + 500ms);
  CHECK(ticks == 10);
  CHECK(clock.now() == kStart + 10s + 500ms);
}

TEST_CASE("a wall clock that jumps does not move timers") {
  VirtualClock clock(kStart);
  ManualExecutor executor(clock);
  int ran = 0;
  executor.post_after(1h, [&] { ++ran; });
  clock.jump_wall(24h);
  CHECK(executor.run_ready() == 0);
  clock.jump_wall(-48h);
  executor.run_for(1h);
  CHECK(ran == 1);
  CHECK(clock.now() == kStart - 24h + 1h);
}

TEST_CASE("an event loop runs everything on one thread of its own") {
  SystemClock clock;
  EventLoop loop(clock, "test");
  std::promise<std::thread::id> first, second;
  loop.post([&] { first.set_value(std::this_thread::get_id()); });
  loop.post_after(1ms, [&] { second.set_value(std::this_thread::get_id()); });
  auto first_id = first.get_future().get();
  CHECK(first_id == second.get_future().get());
  CHECK(first_id != std::this_thread::get_id());
}

TEST_CASE("a stopped event loop finishes what runs, drops the rest and takes nothing more") {
  SystemClock clock;
  EventLoop loop(clock, "test");
  std::promise<void> started, go_on;
  std::atomic<int> ran{0};
  loop.post([&] {
    started.set_value();
    go_on.get_future().wait();
    loop.stop();  // does not wait for itself
    ++ran;
  });
  started.get_future().wait();
  loop.post([&] { ran += 100; });
  loop.post_after(0s, [&] { ran += 100; });
  go_on.set_value();
  loop.stop();
  CHECK(ran == 1);
  loop.post([&] { ran += 1000; });
  loop.stop();
  CHECK(ran == 1);
}

TEST_CASE("what a stopped event loop drops is destroyed by stop, while its captures are still good") {
  SystemClock clock;
  EventLoop loop(clock, "test");
  auto captured = std::make_shared<int>(1);
  std::promise<void> runs, go_on;
  auto may_go_on = go_on.get_future();
  loop.post([&] {
    runs.set_value();
    may_go_on.wait();
  });
  runs.get_future().wait();
  loop.post([captured] {});
  loop.post_after(1h, [captured] {});
  go_on.set_value();
  loop.stop();
  CHECK(captured.use_count() == 1);
  loop.post([captured] {});
  loop.post_after(1h, [captured] {});
  CHECK(captured.use_count() == 1);
}

TEST_CASE("an event loop may be stopped by its own work") {
  SystemClock clock;
  std::promise<void> stopped;
  {
    EventLoop loop(clock, "test");
    loop.post([&] {
      loop.stop();
      stopped.set_value();
    });
    stopped.get_future().wait();
  }
  SUCCEED("the destructor joined");
}

TEST_CASE("a worker pool finishes what is queued before it stops") {
  std::atomic<int> ran{0};
  WorkerPool pool(2, "test");
  for (int i = 0; i < 100; ++i)
    pool.post([&] { ++ran; });
  pool.stop();
  CHECK(ran == 100);
  pool.post([&] { ++ran; });
  pool.stop();
  CHECK(ran == 100);
}

TEST_CASE("work is destroyed before the next one runs") {
  VirtualClock clock(kStart);
  ManualExecutor executor(clock);
  auto held = std::make_shared<int>(1);
  std::weak_ptr<int> watch = held;
  bool gone = false;
  executor.post([held = std::move(held)] { CHECK(*held == 1); });
  executor.post([&] { gone = watch.expired(); });
  executor.run_ready();
  CHECK(gone);
}
