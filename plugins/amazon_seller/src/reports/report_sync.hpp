// Streams of reports that are asked for: a snapshot, or days of a marketplace. See reports/report_stream.hpp for what a stream
// declares. The stream's scope is "marketplace". With call.range() it reads exactly that range.
#pragma once
#include <functional>
#include <mooring/plugin.hpp>

#include "reports/report_stream.hpp"

namespace amazon_seller {

mooring::Task<> sync_reports(mooring::Context& ctx, const mooring::Call& call,
                             const ReportDeclaration& declaration);

// How one part of a stream is read, see reports/report_parts.hpp.
struct PartRun {
  std::string cursor;                                               // the part's own
  std::function<std::string(const std::string& own_cursor)> frame;  // the stream's, which is committed
  bool is_trial = false;  // one report, asked for once: does Amazon make it at all?
};
mooring::Task<> sync_part(mooring::Context& ctx, const mooring::Call& call,
                          const ReportDeclaration& declaration, const PartRun& part);

}  // namespace amazon_seller
