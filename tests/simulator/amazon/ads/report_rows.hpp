// The rows of reports: which entities were active on which days, and what they achieved as far as known at a moment.
// Reports and the oracle read the same rows here. Pure, any thread.
#pragma once
#include "simulator/amazon/ads/entities.hpp"
#include "simulator/amazon/ads/metrics.hpp"
#include "simulator/amazon/ads/report_types.hpp"

namespace mooring::amazon_simulator::ads {

// What a row is about; the entities as they are at the moment of reading.
struct RowSubject {
  Entity entity;  // of the grain: campaign, ad group, ad, keyword or target
  Entity campaign, ad_group;
  int number = 0;  // of the placement or search term
};

class RowReader {
 public:
  virtual ~RowReader() = default;
  // False: its rows are not wanted.
  virtual bool begin(const RowSubject& subject) = 0;
  virtual void row(int64_t day, const Metrics& metrics) = 0;
};

// Days in the profile's time zone. Rows without activity are absent.
struct DayRange {
  int64_t first = 0, last = 0;
};
void read_rows(const Catalog& catalog, Product product, Grain grain, DayRange days, int64_t as_of_us,
               RowReader& reader);

std::string_view placement_name(Product product, int number);
std::string search_term(const RowSubject& subject, const Catalog& catalog);
bool is_keyword(Kind kind);

}  // namespace mooring::amazon_simulator::ads
