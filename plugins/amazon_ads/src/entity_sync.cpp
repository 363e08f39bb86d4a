#include "entity_sync.hpp"

#include <charconv>

#include "api.hpp"
#include "entities.hpp"
#include "entity_cursor.hpp"
#include "product_pass.hpp"

namespace amazon_ads {

using namespace mooring;

namespace {

constexpr int kMaxPages = 20'000;    // of one list: 2 million objects in the smallest pages
constexpr int kMaxEmptyPages = 100;  // in a row, with a token for more
constexpr int64_t kDefaultArchivedHours = 24;

Duration archived_interval(const Call& call) {
  const std::string_view text = call.setting("archived_hours");
  int64_t hours = kDefaultArchivedHours;
  std::from_chars(text.data(), text.data() + text.size(), hours);
  return std::chrono::hours(hours);
}

std::string title_of(EntityStream stream) {
  std::string title(id_of(stream));
  for (char& c : title) {
    if (c == '_') c = ' ';
  }
  return title;
}

class EntitySync {
 public:
  EntitySync(Context& ctx, const Call& call, EntityStream stream)
      : ctx_(ctx),
        call_(call),
        stream_(stream),
        profile_(call.marketplace().id),
        cursor_(parse_entity_cursor(call.cursor)),
        reader_(profile_, call.marketplace().currency),
        rows_(std::string(id_of(stream)), field_count(stream)) {}

  Task<> run() {
    ProductPass pass;
    const auto lists = lists_of(stream_);
    for (size_t first = 0; first < lists.size();) {
      size_t end = first;
      while (end < lists.size() && lists[end].product == lists[first].product)
        ++end;
      co_await pass.read(ctx_, read_product(lists.subspan(first, end - first)));
      first = end;
    }
    if (!committed_) co_await commit();
    pass.finish();
  }

 private:
  // Never a notice: only what it throws is told.
  Task<std::optional<Notice>> read_product(std::span<const EntityList> lists) {
    const Product product = lists.front().product;
    const std::string code(code_of(product));
    const Time began_at = ctx_.now();
    const bool always_full = *lists.front().all_states == '\0';
    const auto last_full = cursor_.full_at.find(code);
    const bool full = always_full || last_full == cursor_.full_at.end() ||
                      began_at - last_full->second >= archived_interval(call_);
    for (const EntityList& list : lists) {
      for (const std::string_view states : state_requests(full ? list.all_states : list.active_states))
        co_await read_list(list, states);
    }
    if (!full) co_return std::nullopt;
    cursor_.full_at[code] = began_at;
    Listing listing(rows_.stream(), profile_);
    if (product != Product::none) listing.where("ad_product", code);
    committed_ = true;
    co_await ctx_.checkpoint(Checkpoint(to_text(cursor_)).complete(std::move(listing)));
    co_return std::nullopt;
  }

  detail::CheckpointAwaiter commit() {
    committed_ = true;
    return ctx_.checkpoint(Checkpoint(to_text(cursor_)));
  }

  // A page token that Amazon no longer accepts begins the list again, once: rows are the same rows, by their key.
  Task<> read_list(const EntityList& list, std::string_view states) {
    const bool token_refused = co_await read_pages(list, states, true);
    if (token_refused) co_await read_pages(list, states, false);
  }

  // True: the token was refused.
  Task<bool> read_pages(const EntityList& list, std::string_view states, bool may_restart) {
    PagePosition position;
    int64_t objects = 0;
    for (int page_number = 1, empty_pages = 0; page_number <= kMaxPages; ++page_number) {
      co_await report_progress(list, objects);
      const HttpResponse answer =
          co_await ctx_.http(page_request(list, call_.api_base, profile_, states, position));
      if (answer.status() == 400 && !position.token.empty() && may_restart) co_return true;
      require_ok(answer, list.product);
      EntityPage page = reader_.read(list, answer, rows_);
      objects += static_cast<int64_t>(page.objects);
      co_await ctx_.emit(rows_);
      if (page.objects > 0) co_await commit();
      empty_pages = page.objects == 0 ? empty_pages + 1 : 0;
      if (!has_next(list, page)) co_return false;
      if (page.next_token == position.token && list.style != ListStyle::query)
        throw bad_answer(answer, "it gives the same page token again");
      if (empty_pages > kMaxEmptyPages)
        throw bad_answer(answer, "page after page is empty, and none is the last");
      if (page_number == kMaxPages) throw bad_answer(answer, "the list has no end");
      position.token = std::move(page.next_token);
      position.start_index = objects;
    }
    co_return false;
  }

  static bool has_next(const EntityList& list, const EntityPage& page) {
    if (list.style == ListStyle::query) return page.objects >= static_cast<size_t>(list.page_size);
    return !page.next_token.empty();
  }

  detail::ProgressAwaiter report_progress(const EntityList& list, int64_t objects) {
    std::string note = title_of(stream_);
    if (list.product != Product::none) note += " of " + std::string(amazon_ads::title_of(list.product));
    return ctx_.progress(objects, 0, std::move(note));
  }

  Context& ctx_;
  const Call& call_;
  const EntityStream stream_;
  const std::string profile_;
  EntityCursor cursor_;
  EntityReader reader_;
  Rows rows_;
  bool committed_ = false;  // a run ends with its cursor committed, also when there was nothing to read
};

}  // namespace

Task<> sync_entities(Context& ctx, const Call& call, EntityStream stream) {
  EntitySync sync(ctx, call, stream);
  co_await sync.run();
}

}  // namespace amazon_ads
