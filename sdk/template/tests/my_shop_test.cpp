// The plugin without a host. Plain checks, so that no test framework is needed; use the one you like.
#include <cstdio>
#include <mooring/testing/task_driver.hpp>

using namespace mooring;
using namespace mooring::testing;

static int failures = 0;

static void check(bool good, const char* what) {
  if (good) return;
  ++failures;
  std::fprintf(stderr, "failed: %s\n", what);
}

static void reads_pages_until_an_empty_one() {
  ScriptedHttp http;
  http.expect("GET", "/products")
      .query("page", "1")
      .budget("products")
      .credential("account")
      .answer(200, "p1;Lamp;19.90;2026-01-01T10:00:00Z\np2;Desk;249.00;2026-01-01T11:00:00Z\n");
  http.expect("GET", "/products").query("page", "2").answer(200, "");
  TaskDriver driver(mooring_plugin_v1, http);
  const TaskResult result = driver.sync("products");
  check(result.done() && http.problems().empty(), "the run succeeds");
  check(result.rows.size() == 2 && result.rows[1]["price"].text == "249.00", "rows carry the price exactly");
  check(result.uncommitted_rows == 0, "everything is committed");
  check(parse_time(result.cursor()).has_value(), "the cursor is a time");
}

static void goes_on_behind_the_last_page_that_is_safe() {
  ScriptedHttp http;
  http.expect("GET", "/products").query("page", "1").answer(200, "p1;Lamp;19.90;2026-01-01T10:00:00Z\n");
  http.expect("GET", "/products").query("page", "2").answer(503, "");
  TaskDriver driver(mooring_plugin_v1, http);
  const TaskResult cut_off = driver.sync("products");
  check(cut_off.failure && cut_off.checkpoints.size() == 1, "one page is safe");
  driver.call.cursor = cut_off.cursor();
  http.expect("GET", "/products").query("page", "2").answer(200, "");
  const TaskResult result = driver.sync("products");
  check(result.done() && http.problems().empty(), "the next run begins at the second page");
  check(result.checkpoints.size() == 1 && result.checkpoints[0].covered.size() == 1, "then all is held");
}

static void says_what_it_cannot_read() {
  ScriptedHttp http;
  http.expect("GET", "/products").answer(200, "<html>");
  TaskDriver driver(mooring_plugin_v1, http);
  const TaskResult result = driver.sync("products");
  check(result.failure && result.failure->kind() == FailureKind::bad_response, "HTML is a bad response");
}

static void tells_whose_account_it_is() {
  ScriptedHttp http;
  http.expect("GET", "/account").answer(200, "A-7;Shop of Ann");
  TaskDriver driver(mooring_plugin_v1, http);
  const TaskResult result = driver.identify();
  check(result.identity && result.identity->account_name == "Shop of Ann", "the account is named");
}

int main() {
  reads_pages_until_an_empty_one();
  goes_on_behind_the_last_page_that_is_safe();
  says_what_it_cannot_read();
  tells_whose_account_it_is();
  return failures == 0 ? 0 : 1;
}
