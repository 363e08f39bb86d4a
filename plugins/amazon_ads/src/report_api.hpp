// Reporting v3: asking for a report, asking how it is getting on. Each function makes one request or reads one answer.
#pragma once
#include <mooring/plugin.hpp>
#include <mooring/reports.hpp>
#include <string>
#include <string_view>

#include "report_types.hpp"

namespace amazon_ads {

mooring::HttpRequest create_request(const mooring::Call& call, const ReportType& report, DayRange days);

// The id of the report that Amazon now builds; also when it answers 425, that it already builds the same one. Throws
// NotOffered for a product that the profile does not have, Failure for anything else.
std::string created_report(const mooring::HttpResponse& answer, Product product);

mooring::HttpRequest status_request(const mooring::Call& call, const std::string& report_id);

// A report that Amazon no longer knows is gone, one in a state that we do not know is pending.
mooring::ReportStatus report_status(const mooring::HttpResponse& answer);

// The id in "The Request is a duplicate of : 85a8c1f2-...."; empty when there is none.
std::string id_of_duplicate(std::string_view detail);

}  // namespace amazon_ads
