// The cursor of a stream of reports, as text: which days were read, which listed reports were read, and what Amazon is still
// building. Pure.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "reports/report_plan.hpp"

namespace amazon_seller {

struct ReportCursor {
  ReportDays days;
  std::map<std::string, mooring::Time, std::less<>>
      listed;  // by marketplace: up to when its reports were listed and read
  std::map<std::string, mooring::Time, std::less<>>
      read;  // reports that Amazon made by itself, by id: when they were made
  std::map<std::string, int64_t, std::less<>>
      doubted;  // of those that are to be read again, by id: how often each was read
  std::map<std::string, std::string, std::less<>>
      cancelled;  // by key: the id of the report that Amazon cancelled; the next one tells whether it means it
  std::string reports;  // the ReportBook, as JSON text; empty: none
};

// Empty text: nothing was read yet. Throws Failure (internal) for a damaged cursor or one of a newer version.
ReportCursor parse_report_cursor(std::string_view text);
std::string to_text(const ReportCursor& cursor);

}  // namespace amazon_seller
