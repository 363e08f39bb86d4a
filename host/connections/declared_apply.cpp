// One declared connection, once. What was applied is remembered as facts, so that a change in the file is told from a choice
// that a person made since.
#include <algorithm>

#include "base/text.hpp"
#include "connections/declared.hpp"
#include "connections/proposal.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {
namespace {

constexpr const char* kRename =
    "Put it back; or give the declaration a name of its own, which makes another connection";

std::string applied_fact(const std::string& id) {
  return "declared_values/" + id;
}

std::optional<DeclaredValues> applied_values(Session& session, const std::string& id) {
  auto json = rows::get_fact(session, applied_fact(id));
  if (!json) return std::nullopt;
  return values_from(*json);
}

ActivityRow entry_of(const std::string& id, std::string kind, std::string message) {
  ActivityRow entry;
  entry.connection_id = id;
  entry.kind = std::move(kind);
  entry.message = std::move(message);
  entry.actor = "config";
  return entry;
}

bool is_in_use(Session& session, const ConnectionRow& row) {
  const auto grant = rows::active_or_last_grant(session, row.id);
  return grant && grant->state == GrantState::active && !row.disconnected;
}

// Differs after everyone who connects or disconnects it; empty: nobody ever did.
std::string held_by(Session& session, const std::string& id) {
  const auto row = rows::find_connection(session, id);
  const auto grant = rows::active_or_last_grant(session, id);
  return (grant ? grant->id : "") + (row && row->disconnected ? " disconnected" : "");
}

}  // namespace

Status DeclaredConnections::apply(const DeclaredConnection& declared) {
  auto row = find_or_create(declared);
  if (!row) return fail(row.error());
  if (auto same = check_same(*row, declared); !same) return same;
  const Status followed = follow(*row, declared);
  if (auto connected = connect(*row, declared); !connected) return connected;
  if (auto selected = select(*row, declared); !selected) return selected;
  if (auto told = tell_of_twin(row->id); !told) return told;
  return followed;
}

Result<ConnectionRow> DeclaredConnections::find_or_create(const DeclaredConnection& declared) {
  std::optional<ConnectionRow> row;
  auto status = d_.database.read([&](Session& session) -> Status {
    row = rows::find_connection_by_config_key(session, declared.name);
    return {};
  });
  if (!status) return fail(status.error());
  if (!row) {
    auto made = d_.service.create({declared.channel, declared.region, declared.label, declared.settings,
                                   declared.name, declared.consent, declared.workspace},
                                  "config");
    if (!made) return made;
    if (auto kept = keep_applied(made->id, declared); !kept) return fail(kept.error());
    return made;
  }
  if (row->managed_by != "file")
    if (auto taken = take_over(*row); !taken) return fail(taken.error());
  return *row;
}

Status DeclaredConnections::take_over(ConnectionRow& row) {
  auto stored = d_.database.write([&](Session& session) -> Status {
    row.managed_by = "file";
    row.updated_at = d_.clock.now();
    if (!rows::update_connection(session, row))
      return fail("version_conflict", "The connection " + row.id + " was changed meanwhile");
    d_.journal.append(session,
                      entry_of(row.id, "connection.declared",
                               "The configuration declares " + row.label + " again, as " + row.config_key));
    return {};
  });
  if (stored) d_.events.publish({"connection", row.id, "{}"});
  return stored;
}

// What a connection is for its whole life. Under another region its data would be another shop's.
Status DeclaredConnections::check_same(const ConnectionRow& row, const DeclaredConnection& declared) const {
  if (row.channel != declared.channel || row.region != declared.region)
    return fail("declaration_changed",
                "It is declared for " + declared.channel + " in " + declared.region + " now, and " +
                    row.label + " was made for " + row.channel + " in " + row.region +
                    ": a connection keeps its channel and region",
                kRename);
  if (declared.account_id.empty() || row.account_id.empty() || declared.account_id == row.account_id)
    return {};
  bool fits = false;
  auto read = d_.database.read([&](Session& session) -> Status {
    const auto applied = applied_values(session, row.id);
    const auto transfer = rows::find_transfer(session, row.id, d_.clock.now());
    fits = (applied && applied->contains("account_id") && applied->at("account_id") == declared.account_id) ||
           (transfer && transfer->account_id == declared.account_id);
    return {};
  });
  if (!read || fits) return read;
  return fail(
      "declaration_changed",
      "It is declared with the account " + clean_line(declared.account_id, 80) + " now, and " + row.label +
          " holds the data of the account " + row.account_id,
      std::string(kRename) +
          "; or hand the connection over with `mooring connections transfer`, which keeps its history");
}

Status DeclaredConnections::follow(const ConnectionRow& row, const DeclaredConnection& declared) {
  const Manifest* manifest = d_.registry.manifest(row.channel);
  if (!manifest)
    return fail("channel_unknown", "The plugin of the channel " + row.channel + " is not loaded",
                "See the Plugins page for the reason");
  std::optional<DeclaredValues> before;
  auto read = d_.database.read([&](Session& session) -> Status {
    before = applied_values(session, row.id);
    return {};
  });
  if (!read) return read;
  if (before == values_of(declared)) return {};
  const ConnectionChange change = change_of(before, declared, row, *manifest);
  if (!is_empty(change))
    if (auto changed = d_.service.update(row.id, change, std::nullopt, "config"); !changed)
      return fail(changed.error());
  return keep_applied(row.id, declared);
}

Status DeclaredConnections::keep_applied(const std::string& id, const DeclaredConnection& declared) {
  return d_.database.write([&](Session& session) -> Status {
    rows::put_fact(session, applied_fact(id), to_json(values_of(declared)));
    return {};
  });
}

// A token in a file is used when there is no grant, or when it is not the one that was used before. A person who connected or
// disconnected the connection since it was first tried has decided; the next token in the file counts again.
Status DeclaredConnections::connect(const ConnectionRow& row, const DeclaredConnection& declared) {
  if (declared.refresh_token.empty()) return {};
  const std::string fingerprint = sha256_hex(declared.refresh_token.reveal());
  const std::string fact = "declared_token/" + row.id;
  bool used = false;
  auto status = d_.database.read([&](Session& session) -> Status {
    used = !held_by(session, row.id).empty() && rows::get_fact(session, fact) == fingerprint;
    return {};
  });
  if (!status || used) return status;
  const auto decided = has_decided(row.id, fingerprint);
  if (!decided) return fail(decided.error());
  if (!*decided) {
    // Who declares two connections of one account in the file means it.
    auto outcome = d_.service.connect_with_token(
        row.id, {declared.refresh_token, declared.account_id, "file", true}, "config");
    if (!outcome) return fail(outcome.error().error);
  }
  return d_.database.write([&](Session& session) -> Status {
    rows::put_fact(session, fact, fingerprint);
    return {};
  });
}

// What there was when a token was first tried is kept in the store: the next attempt may be another start's.
Result<bool> DeclaredConnections::has_decided(const std::string& id, const std::string& fingerprint) {
  const std::string fact = "declared_tried/" + id;
  bool decided = false;
  auto status = d_.database.write([&](Session& session) -> Status {
    const std::string now = fingerprint + "\n" + held_by(session, id);
    const auto first = rows::get_fact(session, fact);
    if (first && first->starts_with(fingerprint))
      decided = *first != now;
    else
      rows::put_fact(session, fact, now);
    return {};
  });
  if (!status) return fail(status.error());
  return decided;
}

Status DeclaredConnections::select(const ConnectionRow& row, const DeclaredConnection& declared) {
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
  if (auto chosen = d_.service.select_marketplaces(row.id, selected, std::nullopt, "config"); !chosen)
    return fail(chosen.error());
  return d_.database.write([&](Session& session) -> Status {
    rows::put_fact(session, fact, wanted);
    return {};
  });
}

// A declaration that was given another name makes a second connection beside the first, and both read the account.
Status DeclaredConnections::tell_of_twin(const std::string& id) {
  const std::string fact = "declared_twin/" + id;
  return d_.database.write([&](Session& session) -> Status {
    const auto row = rows::find_connection(session, id);
    if (!row || row->account_id.empty() || !is_in_use(session, *row)) return {};
    for (const ConnectionRow& other : rows::list_connections(session, {row->channel, row->region})) {
      if (other.id == id || other.account_id != row->account_id || other.config_key.empty() ||
          declared(other.config_key) || !is_in_use(session, other))
        continue;
      if (rows::get_fact(session, fact) == other.id) return {};
      rows::put_fact(session, fact, other.id);
      auto entry =
          entry_of(id, "connection.declared_twice",
                   row->label + " is of the same account as " + other.label + " (" + other.id +
                       "), which was declared as " + other.config_key +
                       " before: both read everything. If the declaration was only renamed, name it " +
                       other.config_key + " again, or disconnect one of the two");
      entry.severity = Severity::warning;
      d_.logger.warning("two connections read the same account",
                        {{"connection", id}, {"other", other.id}, {"declared_before_as", other.config_key}});
      d_.journal.append(session, std::move(entry));
      return {};
    }
    return {};
  });
}

}  // namespace mooring::host
