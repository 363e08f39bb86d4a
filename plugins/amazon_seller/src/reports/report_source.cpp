#include "reports/report_source.hpp"

#include "api.hpp"
#include "values.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

// Amazon builds most reports within minutes, and some for hours; it takes createReport once a minute.
constexpr Duration kFirstPoll = std::chrono::seconds(20);
constexpr Duration kGiveUpAfter = std::chrono::hours(6);
constexpr size_t kPendingMax = 12;
constexpr size_t kPartsPerTurn = 64;  // of a large document, before others have their turn: 16 MB
constexpr size_t kErrorTextMax = 2000, kErrorShownMax = 300;

// {"errorDetails":"..."}, or the beginning of whatever it is.
std::string words_in(const std::string& text) {
  constexpr std::string_view kMember = "\"errorDetails\"";
  const size_t member = text.find(kMember);
  std::string words = text;
  if (member != std::string::npos) {
    const size_t from = text.find('"', member + kMember.size());
    const size_t to = from == std::string::npos ? from : text.find('"', from + 1);
    if (to != std::string::npos) words = text.substr(from + 1, to - from - 1);
  }
  for (char& c : words)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  while (words.size() > kErrorShownMax ||
         (!words.empty() && static_cast<unsigned char>(words.back()) >= 0x80))
    words.pop_back();
  return words;
}

}  // namespace

AmazonReports::AmazonReports(Context& ctx, const Call& call, const ReportDeclaration& declaration,
                             std::string_view cursor)
    : ctx_(ctx), call_(call), declaration_(declaration), state_(parse_report_cursor(cursor)) {
  book = ReportBook::from_json(state_.reports);
}

ReportPolicy AmazonReports::policy() const {
  ReportPolicy policy;
  policy.first_poll = kFirstPoll;
  policy.give_up_after = kGiveUpAfter;
  policy.recreate_after = declaration_.again_after;
  policy.pending_max = kPendingMax;
  return policy;
}

std::string AmazonReports::cursor() const {
  ReportCursor now = state_;
  now.reports = book.pending().empty() ? "" : book.to_json();
  std::erase_if(now.cancelled, [&](const auto& entry) { return !book.find(entry.first); });
  return to_text(now);
}

Task<ReportStatus> AmazonReports::status(std::string key, std::string id) {
  const HttpResponse answer = co_await ctx_.http(report_request(call_, id));
  if (answer.status() == 404) co_return ReportStatus::gone();
  ReportInfo info = read_report(answer, declaration_.role);
  check_told(answer, key, id, info);
  infos_.insert_or_assign(key, info);
  if (info.state == ReportState::building) co_return ReportStatus::pending();
  if (info.state == ReportState::done && info.document_id.empty())
    throw bad_answer(answer, "the report is done but has no reportDocumentId");
  co_return co_await finished(std::move(key), std::move(info));
}

// The rows of another report would count for this one's store and days.
void AmazonReports::check_told(const HttpResponse& answer, const std::string& key, const std::string& id,
                               const ReportInfo& told) const {
  std::string why;
  if (told.id != id)
    why = "it is about the report " + told.id + ", asked for was " + id;
  else if (told.type != declaration_.report_type)
    why = "it is of the type " + told.type + ", asked for was " + std::string(declaration_.report_type);
  else
    why = why_other(key, told);
  if (!why.empty()) throw bad_answer(answer, why);
}

Task<ReportStatus> AmazonReports::finished(std::string key, ReportInfo info) {
  if (info.state == ReportState::done) {
    std::string url = co_await document_url(info.document_id);
    if (url.empty()) co_return ReportStatus::gone();
    co_return ReportStatus::ready(std::move(url));
  }
  if (info.state == ReportState::cancelled) co_return co_await cancelled(std::move(key), std::move(info));
  const std::string endpoint = report_request(call_, info.id).endpoint();
  std::string words = "no reason given";
  if (!info.document_id.empty()) words = co_await words_of_document(info.document_id);
  co_return ReportStatus::failed(
      Failure(
          FailureKind::server,
          name_of(key) +
              " could not be built (FATAL, also said when the same was asked for shortly before): " + words)
          .at(endpoint, 200, {}),
      true);
}

// Amazon cancels what has nothing to tell, what was asked for too soon again, and what somebody cancelled, and does not say which.
// Of a second report, asked for after the pause that it wants, it can only be the first; somebody else's was perhaps asked for without.
Task<ReportStatus> AmazonReports::cancelled(std::string key, ReportInfo info) {
  if (is_held(key)) co_return ReportStatus::empty();
  const auto before = state_.cancelled.find(key);
  if (before == state_.cancelled.end() || before->second == info.id || !is_own(key)) {
    state_.cancelled.insert_or_assign(key, info.id);
    co_return ReportStatus::failed(
        Failure(FailureKind::server, name_of(key) +
                                         " was cancelled by Amazon: it has nothing to tell, or the same "
                                         "was asked for shortly before")
            .at(report_request(call_, info.id).endpoint(), 200, {}),
        true);
  }
  state_.cancelled.erase(before);
  if (declaration_.days)
    co_await ctx_.notice(Notice(
        "no_data", name_of(key) +
                       " was cancelled by Amazon, and when it was asked for again, too: its days that are "
                       "over count as held, without a record. If they had some, order a backfill of them"));
  co_return ReportStatus::empty();
}

// Empty: Amazon no longer has the document.
Task<std::string> AmazonReports::document_url(std::string document_id) {
  const HttpResponse answer = co_await ctx_.http(document_request(call_, document_id));
  if (answer.status() == 404) co_return std::string();
  co_return read_document_url(answer, declaration_.role);
}

// Why a report failed stands in its document, mostly. Nothing of this may hide that it failed.
Task<std::string> AmazonReports::words_of_document(std::string document_id) {
  std::string text;
  try {
    const std::string url = co_await document_url(std::move(document_id));
    if (url.empty()) co_return "no reason given";
    const HttpResponse answer = co_await ctx_.http(HttpRequest::get(url).with_streamed_body());
    while (answer.ok() && text.size() < kErrorTextMax) {
      const std::string_view part = co_await ctx_.read();
      if (part.empty()) break;
      text += part.substr(0, kErrorTextMax);
    }
  } catch (const Failure& failure) {
    if (failure.kind() == FailureKind::cancelled) throw;
  }
  const std::string words = words_in(text);
  co_return words.empty() ? "no reason given" : words;
}

HttpRequest AmazonReports::download(std::string url) {
  // Signed: neither Amazon's headers nor the credential.
  HttpRequest request = HttpRequest::get(std::move(url)).with_streamed_body();
  open_.endpoint = request.endpoint();
  return request;
}

void AmazonReports::opened(const HttpResponse& answer) {
  open_.content_type = answer.header("content-type");
}

Task<> AmazonReports::read(std::string key) {
  rows_read_.assign(declaration_.outputs.size(), 0);
  std::unique_ptr<ReportReader> reader;
  std::optional<Failure> why;
  try {
    co_await read_document(key, reader);
  } catch (const Failure& failure) {
    if (failure.kind() != FailureKind::bad_response || !failure.endpoint().empty()) throw;
    why.emplace(failure.kind(), name_of(key) + " cannot be read: " + failure.message());
  } catch (const amazon::Unreadable& problem) {
    why.emplace(FailureKind::bad_response, name_of(key) + " cannot be read: " + problem.what());
  }
  if (why) throw why->at(open_.endpoint, 200, {});
  is_doubtful_ = reader->is_doubtful();
  auto notice = was_left_ ? std::nullopt : reader->notice();
  if (notice) co_await ctx_.notice(std::move(*notice));
}

// Nothing is committed before all of it was looked at: what is more than one commit is read twice, from the host's disk.
Task<> AmazonReports::read_document(std::string key, std::unique_ptr<ReportReader>& reader) {
  reader = declaration_.reader(scope_of(key), open_);
  ReportSink sink(declaration_.outputs);
  const bool is_small = co_await check_body(name_of(key), *reader, sink);
  was_left_ = !reader->is_as_asked() && !is_own(key);
  if (was_left_) co_return;
  if (is_small) {
    co_await commit(sink, true);
    co_return;
  }
  sink = ReportSink(declaration_.outputs);
  reader.reset();  // what it remembers of the records need not be there twice
  reader = declaration_.reader(scope_of(key), open_);
  co_await ctx_.rewind();
  co_await commit_body(*reader);
}

// Reads the document to its end. True: the sink has all rows of it; else it has some of them, for nobody.
Task<bool> AmazonReports::check_body(std::string name, ReportReader& reader, ReportSink& sink) {
  bool has_all = true;
  for (size_t parts = 1;; ++parts) {
    const std::string_view part = co_await ctx_.read();
    const bool is_end = part.empty();
    if (is_end)
      reader.end();
    else
      reader.feed(part);
    while (!reader.take(sink)) {
      has_all = false;
      sink.forget();
    }
    if (is_end) break;
    if (!has_all && parts % kPartsPerTurn == 0)
      co_await ctx_.progress(0, 0, name + " is checked before its rows are written");
  }
  reader.finish(sink);
  co_return has_all;
}

Task<> AmazonReports::commit_body(ReportReader& reader) {
  ReportSink sink(declaration_.outputs);
  for (;;) {
    const std::string_view part = co_await ctx_.read();
    const bool is_end = part.empty();
    if (is_end)
      reader.end();
    else
      reader.feed(part);
    while (!reader.take(sink))
      co_await commit(sink, false);
    if (is_end) break;
  }
  reader.finish(sink);
  co_await commit(sink, true);
}

// The last rows become durable with what finish() tells.
Task<> AmazonReports::commit(ReportSink& sink, bool is_last) {
  for (size_t i = 0; i < rows_read_.size(); ++i) {
    rows_read_[i] += sink.rows(i).size();
    co_await ctx_.emit(sink.rows(i));
  }
  if (!is_last) co_await ctx_.checkpoint(cursor());
}

}  // namespace amazon_seller
