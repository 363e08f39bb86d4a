// Streams that are made of several reports of one type, one for each choice of its options: each part has its own days, cursor and
// coverage, so a part that is chosen later is read from the beginning, and one that is chosen again goes on where it stopped.
//
// Which parts an account has Amazon does not tell. One that was never read is tried with a single report; refused, it is set
// aside for a day and told in a notice, and the others go on.
#pragma once
#include <map>
#include <mooring/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "reports/report_stream.hpp"

namespace amazon_seller {

// At least one; `part` tells them apart.
mooring::Task<> sync_report_parts(mooring::Context& ctx, const mooring::Call& call,
                                  std::vector<ReportDeclaration> parts);

// The stream's cursor: the parts' own, and which of them Amazon refused when. Pure.
struct PartsCursor {
  struct Refusal {
    mooring::Time at;
    std::string why;
  };
  std::map<std::string, std::string, std::less<>> parts;
  std::map<std::string, Refusal, std::less<>> refused;
};
// A cursor from before there were parts does not tell which one it is of: then nothing was read. Throws Failure (internal) for a
// damaged one or one of a newer version.
PartsCursor parse_parts_cursor(std::string_view text);
std::string to_text(const PartsCursor& cursor);

}  // namespace amazon_seller
