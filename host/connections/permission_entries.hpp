// What a check of the permissions found, as entries of the activity log: one for each stream and kind of change, whatever
// the number of its marketplaces. Pure.
#pragma once
#include <string>
#include <vector>

#include "plugins/manifest.hpp"
#include "store/models.hpp"
#include "store/rows_probes.hpp"

namespace mooring::host {

struct ProbeChange {
  std::string stream, marketplace_title;
  std::string before;  // the state; empty: it was never checked
  ProbeRow now;
};

// Without connection, which the caller sets. Only what says that something may be read or not: that a probe was
// throttled or failed is no news.
std::vector<ActivityRow> permission_entries(const Manifest& manifest,
                                            const std::vector<ProbeChange>& changes);

}  // namespace mooring::host
