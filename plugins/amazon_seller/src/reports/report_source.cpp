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
  const std::string endpoint = report_request(call_, info.id).endpoint();
  if (info.state == ReportState::cancelled) {
    // Amazon cancels a report that has nothing to tell. One that was never begun somebody cancelled: it is asked for once more.
    const PendingReport* pending = book.find(key);
    if (info.processing_start || (pending && pending->attempts > 1)) co_return ReportStatus::empty();
    co_return ReportStatus::failed(
        Failure(FailureKind::server, name_of(key) + " was cancelled before Amazon began it")
            .at(endpoint, 200, {}),
        true);
  }
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
  ReportSink sink(declaration_.outputs);
  rows_read_.assign(declaration_.outputs.size(), 0);
  std::unique_ptr<ReportReader> reader;
  std::optional<Failure> why;
  try {
    reader = declaration_.reader(scope_of(key), open_);
    co_await read_body(*reader, sink);
  } catch (const Failure& failure) {
    if (failure.kind() != FailureKind::bad_response || !failure.endpoint().empty()) throw;
    why.emplace(failure.kind(), name_of(key) + " cannot be read: " + failure.message());
  } catch (const amazon::Unreadable& problem) {
    why.emplace(FailureKind::bad_response, name_of(key) + " cannot be read: " + problem.what());
  }
  if (why) throw why->at(open_.endpoint, 200, {});
  is_doubtful_ = reader->is_doubtful();
  if (auto notice = reader->notice()) co_await ctx_.notice(std::move(*notice));
}

Task<> AmazonReports::read_body(ReportReader& reader, ReportSink& sink) {
  for (;;) {
    const std::string_view part = co_await ctx_.read();
    if (part.empty())
      reader.end();
    else
      reader.feed(part);
    while (!reader.take(sink))
      co_await commit(sink, false);
    if (part.empty()) break;
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
