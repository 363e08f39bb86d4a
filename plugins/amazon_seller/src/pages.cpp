#include "pages.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace amazon_seller {

using mooring::Context;
using mooring::HttpResponse;
using mooring::Task;

namespace {

constexpr int kPagesMax = 20'000;
constexpr int kEmptyPagesMax = 100;  // in a row, each with a token for more
constexpr int kBeginningsMax = 3;

}  // namespace

Page PageReader::read(const HttpResponse& answer, const char* role, const Use& use) {
  if (!answer.ok()) throw refusal(answer, role);
  if (const std::string instead = what_instead_of_json(answer.body()); !instead.empty())
    throw bad_answer(answer, "it is " + instead);
  values_.clear();
  values_.forget_member();
  found_ = found_wrapper_ = found_others_ = in_record_ = false;
  Page page;
  std::optional<simdjson::ondemand::document> document;  // nothing: the text is no JSON at all
  try {
    document.emplace(parser_.iterate(padded(answer)).value());
    require_whole_json(answer);
    document_ = &*document;
    read_members(answer, *document, page, use);
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = values_.member();
    throw bad_answer(answer, place(page) + (member.empty() ? "" : "member '" + member + "': ") +
                                 error.what() + place_of(error, answer, document));
  } catch (const Unreadable& problem) {
    throw bad_answer(
        answer, place(page) + problem.what() + place_of_record(answer, in_record_ ? record_at_ : nullptr));
  }
  return page;
}

void PageReader::read_members(const HttpResponse& answer, simdjson::ondemand::document& document, Page& page,
                              const Use& use) {
  const bool wrapped = *shape_.wrapper != '\0';
  amazon::for_each_member(document.get_object().value(), [&](std::string_view key, Value value) {
    if (wrapped && key == shape_.wrapper) {
      read_wrapper(value, page, use);
    } else if (!wrapped && key == shape_.records) {
      read_records(value, page, use);
    } else if (key == shape_.pagination) {
      read_token(value, page);
    } else if (*shape_.total != '\0' && key == shape_.total) {
      page.total = values_.integer(shape_.total, value);
    } else if (key == "errors") {
      refuse_errors(answer, value);
    }
  });
  values_.forget_member();
  // What stands beside an absent list may be the list, under a name that is not known.
  const bool may_lack =
      !shape_.list_required && found_wrapper_ && (!page.next_token.empty() || !found_others_);
  if (!found_ && !may_lack) {
    const char* missing = *shape_.records == '\0' ? shape_.wrapper : shape_.records;
    throw Unreadable("it has no member '" + std::string(missing) + "'");
  }
  if (*shape_.total != '\0' && page.total.value_or(-1) < 0)
    throw Unreadable("it has no member '" + std::string(shape_.total) + "' with a count");
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    throw Unreadable("something follows the end of the JSON");
}

void PageReader::read_wrapper(Value value, Page& page, const Use& use) {
  if (*shape_.records == '\0') return read_records(value, page, use);
  const bool holds_token = std::string_view(shape_.pagination) == shape_.wrapper;
  found_wrapper_ = true;
  amazon::for_each_member(value, [&](std::string_view key, Value member) {
    if (key == shape_.records)
      read_records(member, page, use);
    else if (holds_token && key == shape_.token)
      page.next_token = values_.text(shape_.token, member).value_or("");
    else
      found_others_ = true;
  });
}

void PageReader::read_records(Value value, Page& page, const Use& use) {
  found_ = true;
  const char* first = nullptr;
  const char* member = *shape_.records == '\0' ? shape_.wrapper : shape_.records;
  amazon::for_each_record(member, value, [&](Value record) {
    values_.forget_member();
    record_.clear();
    record_at_ = record.raw_json_token().data();
    if (first == nullptr) first = record_at_;
    in_record_ = true;
    use(record.get_object(), *this);
    in_record_ = false;
    ++page.records;
  });
  page.text = text_from(first, *document_);
}

void PageReader::read_token(Value value, Page& page) {
  amazon::for_each_member(value, [&](std::string_view key, Value member) {
    if (key == shape_.token) page.next_token = values_.text(shape_.token, member).value_or("");
  });
}

std::string PageReader::place(const Page& page) const {
  if (!in_record_) return {};
  std::string text = shape_.noun + std::string(" ") + std::to_string(page.records + 1) + " of the page";
  if (!record_.empty()) text += " (" + record_ + ")";
  return text + ": ";
}

void PageSequence::add(const HttpResponse& answer, std::string_view records, std::string_view next_token) {
  const std::hash<std::string_view> hash;
  const std::optional<size_t> before = std::exchange(
      last_page_, records.empty() ? std::nullopt : std::optional(hash(amazon::trim_end(records))));
  if (!next_token.empty() && !tokens_.insert(hash(next_token)).second)
    throw bad_answer(answer, "it gives the same page token again");
  if (last_page_ && last_page_ == before) throw bad_answer(answer, "it gives the page before it again");
}

Task<> Listed::keep(Context& ctx) {
  if (rows_.empty()) co_return;
  co_await hand_over(ctx);
  co_await commit(ctx);
}

Task<> Listed::commit(Context& ctx) {
  if (cursor_) co_await ctx.checkpoint(*cursor_);
}

Task<ListingEnd> follow_pages(Context& ctx, PageReader& reader, const char* role, Listed& listed) {
  listed.begin();
  ListingEnd end;
  PageSequence sequence;
  std::string token;
  for (int page_number = 1, empty_pages = 0;; ++page_number) {
    const HttpResponse answer = co_await ctx.http(listed.request(token));
    if (answer.status() == 400 && !token.empty()) {
      end.token_refused = refusal(answer, role);
      co_return end;
    }
    Page page = reader.read(answer, role, [&](simdjson::ondemand::object record, PageReader& page_reader) {
      listed.take(record, page_reader);
    });
    sequence.add(answer, page.text, page.next_token);
    end.records += page.records;
    empty_pages = page.records == 0 ? empty_pages + 1 : 0;
    co_await listed.keep(ctx);
    end.was_left = !listed.goes_on(page, end.records);
    if (end.was_left) co_return end;
    if (page.next_token.empty()) co_return end;
    if (empty_pages > kEmptyPagesMax)
      throw bad_answer(answer, "page after page is empty, and none is the last");
    if (page_number >= kPagesMax) throw bad_answer(answer, "the list has no end");
    token = std::move(page.next_token);
  }
}

Task<ListingEnd> read_listing(Context& ctx, PageReader& reader, const char* role, Listed& listed) {
  for (int beginning = 1;; ++beginning) {
    const ListingEnd end = co_await follow_pages(ctx, reader, role, listed);
    if (!end.token_refused) co_return end;
    if (beginning < kBeginningsMax) continue;
    const mooring::Failure& why = *end.token_refused;
    throw mooring::Failure(why.kind(), why.message() + " (of a later page, in " +
                                           std::to_string(kBeginningsMax) + " listings in a row)")
        .at(why.endpoint(), why.status(), why.request_id());
  }
}

}  // namespace amazon_seller
