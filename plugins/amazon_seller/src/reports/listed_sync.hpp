// Streams of reports that Amazon makes by itself and that cannot be asked for, such as settlements: what it lists of the last 90
// days is read, each report once. The stream's scope is "connection". See reports/report_stream.hpp for what a stream declares.
#pragma once
#include <mooring/plugin.hpp>

#include "reports/report_stream.hpp"

namespace amazon_seller {

mooring::Task<> sync_listed_reports(mooring::Context& ctx, const mooring::Call& call,
                                    const ReportDeclaration& declaration);

}  // namespace amazon_seller
