// What all streams of reports share on top of mooring/reports.hpp: how Amazon's states are read, where a document is fetched,
// why Amazon could not build one, and how a document becomes rows. One of it per run; one thread.
#pragma once
#include <map>
#include <mooring/plugin.hpp>
#include <mooring/reports.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reports/report_api.hpp"
#include "reports/report_cursor.hpp"
#include "reports/report_stream.hpp"

namespace amazon_seller {

class AmazonReports : public mooring::ReportSource {
 public:
  // `cursor`: the call's, or that of one part of the stream.
  AmazonReports(mooring::Context& ctx, const mooring::Call& call, const ReportDeclaration& declaration,
                std::string_view cursor);
  AmazonReports(mooring::Context& ctx, const mooring::Call& call, const ReportDeclaration& declaration)
      : AmazonReports(ctx, call, declaration, call.cursor) {}

  mooring::Task<mooring::ReportStatus> status(std::string key, std::string id) override;
  mooring::HttpRequest download(std::string url) override;
  void opened(const mooring::HttpResponse& answer) override;
  mooring::Task<> read(std::string key) override;
  std::string cursor() const override;

  // How long to wait, and how often.
  mooring::ReportPolicy policy() const;

 protected:
  virtual ReportScope scope_of(const std::string& key) const = 0;
  // "the report GET_... of 1 Jan - 31 Jan 2026", for messages.
  virtual std::string name_of(const std::string& key) const = 0;
  // Why what Amazon tells under the key's id is not the report that is meant; empty: it is.
  virtual std::string why_other(const std::string& key, const ReportInfo& told) const = 0;
  // All that it would tell of is held: that Amazon cancelled it need not be doubted.
  virtual bool is_held(const std::string& /*key*/) const { return true; }
  // This run asked for it; any other may be somebody else's.
  virtual bool is_own(const std::string& /*key*/) const { return true; }

  // What the latest status told: when the report was made, and whether Amazon has no data for it.
  const ReportInfo& info(const std::string& key) const { return infos_.at(key); }
  bool had_document(const std::string& key) const { return infos_.at(key).state == ReportState::done; }
  // Whether the report that was read last had rows for this output.
  bool had_rows(size_t output) const { return rows_read_.at(output) > 0; }
  bool is_doubtful() const { return is_doubtful_; }  // that report
  bool was_left() const { return was_left_; }        // that report: nothing of it was taken, see is_own()

  mooring::Context& ctx_;
  const mooring::Call& call_;
  const ReportDeclaration& declaration_;
  ReportCursor state_;

 private:
  mooring::Task<std::string> document_url(std::string document_id);
  mooring::Task<mooring::ReportStatus> finished(std::string key, ReportInfo info);
  mooring::Task<mooring::ReportStatus> cancelled(std::string key, ReportInfo info);
  mooring::Task<std::string> words_of_document(std::string document_id);
  mooring::Task<> read_document(std::string key, std::unique_ptr<ReportReader>& reader);
  mooring::Task<bool> check_body(std::string name, ReportReader& reader, ReportSink& sink);
  mooring::Task<> commit_body(ReportReader& reader);
  mooring::Task<> commit(ReportSink& sink, bool is_last);
  void check_told(const mooring::HttpResponse& answer, const std::string& key, const std::string& id,
                  const ReportInfo& told) const;

  std::map<std::string, ReportInfo> infos_;  // by key
  OpenReport open_;
  std::vector<uint64_t> rows_read_;  // of the report that was read last, by output
  bool is_doubtful_ = false, was_left_ = false;
};

}  // namespace amazon_seller
