// Which reports there are. A type's text is made in the file of its stream.
#include <vector>

#include "seller/reports.hpp"

namespace mooring::amazon_simulator::seller {

std::span<const ReportType> report_types() {
  static const std::vector<ReportType> kTypes = {};
  return kTypes;
}

}  // namespace mooring::amazon_simulator::seller
