// Connections that a file declares. What was applied is remembered as facts, so that a change in the file is told
// from a choice that a person made since.
#include <algorithm>

#include "base/text.hpp"
#include "connections/proposal.hpp"
#include "connections/service.hpp"

namespace mooring::host {

void ConnectionService::apply_declared() {
  for (const auto& declared : d_.config.connections) {
    if (stopping_) return;
    if (auto applied = apply_one(declared); !applied)
      d_.logger.error("a declared connection could not be made",
                      {{"connection", declared.name}, {"reason", describe(applied.error())}});
  }
}

Status ConnectionService::apply_one(const DeclaredConnection& declared) {
  auto row = find_or_create(declared);
  if (!row) return fail(row.error());
  if (auto connected = connect_declared(*row, declared); !connected) return connected;
  return select_declared(*row, declared);
}

Result<ConnectionRow> ConnectionService::find_or_create(const DeclaredConnection& declared) {
  std::optional<ConnectionRow> row;
  auto status = d_.database.read([&](Session& session) -> Status {
    row = rows::find_connection_by_config_key(session, declared.name);
    return {};
  });
  if (!status) return fail(status.error());
  if (!row)
    return create({declared.channel, declared.region, declared.label, declared.settings, declared.name,
                   declared.consent, declared.workspace},
                  "config");
  ConnectionChange change;
  if (!declared.consent.empty() && declared.consent != row->consent) change.consent = declared.consent;
  if (!declared.workspace.empty() && declared.workspace != row->workspace_id)
    change.workspace = declared.workspace;
  if (!change.consent && !change.workspace) return *row;
  return update(row->id, change, std::nullopt, "config");
}

// A token in a file is used when there is no grant, or when it is not the one that was used before.
Status ConnectionService::connect_declared(const ConnectionRow& row, const DeclaredConnection& declared) {
  if (declared.refresh_token.empty()) return {};
  std::string fingerprint = sha256_hex(declared.refresh_token.reveal());
  std::string fact = "declared_token/" + row.id;
  bool used = false;
  auto status = d_.database.read([&](Session& session) -> Status {
    used = rows::active_or_last_grant(session, row.id) && rows::get_fact(session, fact) == fingerprint;
    return {};
  });
  if (!status || used) return status;
  // Who declares two connections of one account in the file means it.
  auto outcome =
      connect_with_token(row.id, {declared.refresh_token, declared.account_id, "file", true}, "config");
  if (!outcome) return fail(outcome.error().error);
  return d_.database.write([&](Session& session) -> Status {
    rows::put_fact(session, fact, fingerprint);
    return {};
  });
}

Status ConnectionService::select_declared(const ConnectionRow& row, const DeclaredConnection& declared) {
  std::string wanted;
  for (const auto& id : declared.marketplaces)
    wanted += id + "\n";
  std::string fact = "declared_marketplaces/" + row.id;
  std::vector<MarketplaceRow> known;
  std::optional<std::string> applied;
  auto status = d_.database.read([&](Session& session) -> Status {
    known = rows::list_marketplaces(session, row.id);
    applied = rows::get_fact(session, fact);
    return {};
  });
  if (!status || known.empty()) return status;  // empty: not connected yet
  std::vector<std::string> selected = declared.marketplaces;
  if (selected.empty()) {
    if (std::any_of(known.begin(), known.end(), [](const auto& m) { return m.selected; })) return {};
    selected = proposed_marketplaces(consent_of(d_.registry.manifest(row.channel), row), known);
  } else if (applied == wanted) {
    return {};
  }
  if (auto chosen = select_marketplaces(row.id, selected, std::nullopt, "config"); !chosen)
    return fail(chosen.error());
  return d_.database.write([&](Session& session) -> Status {
    rows::put_fact(session, fact, wanted);
    return {};
  });
}

}  // namespace mooring::host
