// What a stream may read of a marketplace, as the last check of the permissions found it: one row for each stream and
// selected marketplace. Called inside Database::read or Database::write, like the functions of rows.hpp.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/rows_many.hpp"

namespace mooring::host {

// States of a probe, as they are stored and told.
inline constexpr const char* kProbeOk = "ok";
inline constexpr const char* kProbeRoleMissing = "role_missing";
inline constexpr const char* kProbeNotParticipating = "not_participating";
inline constexpr const char* kProbeNotAvailable = "not_available";
inline constexpr const char* kProbeThrottled = "throttled";
inline constexpr const char* kProbeFailed = "failed";

struct ProbeRow {
  std::string connection_id, stream, marketplace;
  std::string grant_id;  // with which it was checked
  std::string state, note;
  int status = 0;  // of the answer; 0: there was none
  std::string endpoint, request_id;
  Timestamp checked_at, since;  // since: the state is this one
};

// No permission, or it does not exist there, or the account is not there: the stream cannot be read until that changes.
bool is_refused(const ProbeRow& row);
// One of those that are about the marketplace, and not about the permission.
bool is_not_here(const ProbeRow& row);

}  // namespace mooring::host

namespace mooring::host::rows {

std::vector<ProbeRow> list_probes(Session&, const std::string& connection_id);
// Those that are refused, by connection: few, whatever there is.
std::map<std::string, std::vector<ProbeRow>> refused_probes_of(Session&, const Many&);
void put_probe(Session&, const ProbeRow&);
void delete_probe(Session&, const std::string& connection_id, const std::string& stream,
                  const std::string& marketplace);

}  // namespace mooring::host::rows
