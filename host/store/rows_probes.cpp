#include "store/rows_probes.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host {

bool is_refused(const ProbeRow& row) {
  return row.state == kProbeRoleMissing || is_not_here(row);
}

bool is_not_here(const ProbeRow& row) {
  return row.state == kProbeNotAvailable || row.state == kProbeNotParticipating;
}

}  // namespace mooring::host

namespace mooring::host::rows {

template <>
struct RowColumns<ProbeRow> {
  static constexpr const char* kNames =
      "connection_id, stream, marketplace, grant_id, state, note, status, endpoint, request_id, checked_at, "
      "since";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.stream), column(row.marketplace), column(row.grant_id);
    column(row.state), column(row.note), column(row.status), column(row.endpoint), column(row.request_id);
    column(row.checked_at), column(row.since);
  }
};

std::vector<ProbeRow> list_probes(Session& session, const std::string& connection_id) {
  return select<ProbeRow>(session, "stream_probes").where("connection_id = ?", connection_id).all<ProbeRow>();
}

std::map<std::string, std::vector<ProbeRow>> refused_probes_of(Session& session, const Many& many) {
  auto query = select<ProbeRow>(session, "stream_probes");
  query.where("state IN ('role_missing', 'not_available', 'not_participating')");
  std::map<std::string, std::vector<ProbeRow>> by_connection;
  for (ProbeRow& row : narrow(query, "connection_id", many).template all<ProbeRow>())
    by_connection[row.connection_id].push_back(std::move(row));
  return by_connection;
}

void put_probe(Session& session, const ProbeRow& row) {
  insert(session, "stream_probes", row)
      .add(
          " ON CONFLICT DO UPDATE SET grant_id = excluded.grant_id, state = excluded.state, "
          "note = excluded.note, status = excluded.status, endpoint = excluded.endpoint, "
          "request_id = excluded.request_id, checked_at = excluded.checked_at, since = excluded.since")
      .run();
}

void delete_probe(Session& session, const std::string& connection_id, const std::string& stream,
                  const std::string& marketplace) {
  Query(session, "DELETE FROM stream_probes")
      .where("connection_id = ?", connection_id)
      .where("stream = ?", stream)
      .where("marketplace = ?", marketplace)
      .run();
}

}  // namespace mooring::host::rows
