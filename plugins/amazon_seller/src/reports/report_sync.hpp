// Streams of reports that are asked for: a snapshot, or days of a marketplace. See reports/report_stream.hpp for what a stream
// declares. The stream's scope is "marketplace". With call.range() it reads exactly that range.
#pragma once
#include <mooring/plugin.hpp>

#include "reports/report_stream.hpp"

namespace amazon_seller {

mooring::Task<> sync_reports(mooring::Context& ctx, const mooring::Call& call,
                             const ReportDeclaration& declaration);

}  // namespace amazon_seller
