#include <algorithm>

#include "base/limits.hpp"
#include "plugins/manifest_check.hpp"
#include "plugins/manifest_names.hpp"

namespace mooring::host {
namespace {

std::vector<std::string> field_names(const StreamRule& stream) {
  std::vector<std::string> names;
  for (const RecordField& field : stream.fields)
    names.push_back(field.name);
  return names;
}

void check_fields(const StreamRule& stream, const std::string& path, ManifestProblems& problems) {
  if (stream.fields.size() > limits::kStreamFieldsMax)
    problems.report(path + ".fields",
                    "has more than " + std::to_string(limits::kStreamFieldsMax) + " fields");
  for (size_t i = 0; i < stream.fields.size(); ++i) {
    const std::string& name = stream.fields[i].name;
    const std::string name_path = path + ".fields[" + std::to_string(i) + "].name";
    if (!is_identifier(name) || name.size() > limits::kNameBytesMax)
      problems.report(name_path, "'" + name + "' is not a valid name",
                      "It names a column: a lower-case letter, then letters, digits and '_', at most " +
                          std::to_string(limits::kNameBytesMax) + " characters");
    for (size_t j = 0; j < i; ++j)
      if (stream.fields[j].name == name) problems.report(name_path, "'" + name + "' stands twice");
  }
}

void check_keys(const StreamRule& stream, const std::string& path, ManifestProblems& problems) {
  if (stream.primary_key.empty())
    problems.report(path + ".primary_key", "must name the fields that identify a record");
  for (size_t i = 0; i < stream.primary_key.size(); ++i) {
    const std::string& name = stream.primary_key[i];
    const std::string key_path = path + ".primary_key[" + std::to_string(i) + "]";
    const RecordField* field = stream.field(name);
    if (!field)
      problems.report(key_path, "'" + name + "' is not a field of the stream",
                      suggest(name, field_names(stream)));
    if (field && field->type == FieldType::json)
      problems.report(key_path, "'" + name + "' is json: that cannot be a key");
    if (std::count(stream.primary_key.begin(), stream.primary_key.end(), name) > 1)
      problems.report(key_path, "'" + name + "' stands twice");
  }
  if (stream.time_field.empty()) return;
  const RecordField* field = stream.field(stream.time_field);
  if (!field)
    problems.report(path + ".time_field", "'" + stream.time_field + "' is not a field of the stream",
                    suggest(stream.time_field, field_names(stream)));
  else if (field->type != FieldType::timestamp && field->type != FieldType::date)
    problems.report(path + ".time_field", "'" + stream.time_field + "' is neither a timestamp nor a date");
}

void check_schedule(const Manifest& manifest, const StreamRule& stream, const std::string& path,
                    ManifestProblems& problems) {
  const bool has_interval = stream.interval > Duration::zero();
  if (stream.fed_by.empty()) {
    if (!has_interval)
      problems.report(path, "'interval' is missing", "Say how often the stream is read, like \"15m\"");
    if (stream.stale_after > Duration::zero() && stream.stale_after < stream.interval)
      problems.report(path + ".stale_after", "is shorter than 'interval': the stream would always be stale");
    if (stream.mode == StreamMode::window && stream.lookback == Duration::zero())
      problems.report(path, "'lookback' is missing",
                      "A window stream says how far back the provider restates, like \"14d\"");
    return;
  }
  std::vector<std::string> others;
  for (const StreamRule& other : manifest.streams)
    if (other.id != stream.id && other.fed_by.empty()) others.push_back(other.id);
  if (std::find(others.begin(), others.end(), stream.fed_by) == others.end())
    problems.report(path + ".fed_by", "'" + stream.fed_by + "' is not another stream with runs of its own",
                    suggest(stream.fed_by, others));
  const StreamRule* feeding = manifest.stream(stream.fed_by);
  if (feeding && feeding->scope != stream.scope)
    problems.report(path + ".scope",
                    "differs from that of '" + stream.fed_by + "', whose runs fill this stream",
                    "Give both the same scope");
  if (has_interval)
    problems.report(path + ".interval", "has no effect beside 'fed_by'",
                    "Remove it: the stream comes with '" + stream.fed_by + "'");
}

// The parts of a row are found by the index of their own key, so that must begin with the row's.
void check_parent_key(const Manifest& manifest, const StreamRule& stream, const std::string& path,
                      ManifestProblems& problems) {
  if (stream.parent_key.empty()) return;
  const std::string key_path = path + ".parent_key";
  if (stream.fed_by.empty())
    return problems.report(key_path, "has no effect without 'fed_by'",
                           "Name the stream whose rows have these rows as their parts in 'fed_by'");
  const StreamRule* parent = manifest.stream(stream.fed_by);
  if (!parent) return;
  const auto same_size = [&](const std::vector<std::string>& key) {
    return key.size() == stream.parent_key.size();
  };
  if (!same_size(parent->primary_key))
    return problems.report(key_path,
                           "names " + std::to_string(stream.parent_key.size()) +
                               " fields, the primary key of '" + parent->id + "' has " +
                               std::to_string(parent->primary_key.size()),
                           "Name this stream's field for each of them, in their order");
  for (size_t i = 0; i < stream.parent_key.size(); ++i) {
    const std::string& name = stream.parent_key[i];
    const std::string field_path = key_path + "[" + std::to_string(i) + "]";
    if (i >= stream.primary_key.size() || stream.primary_key[i] != name)
      problems.report(field_path,
                      "'" + name + "' is not field " + std::to_string(i + 1) + " of 'primary_key'",
                      "Let 'primary_key' begin with the fields of 'parent_key', in the same order");
    const RecordField* own = stream.field(name);
    const RecordField* theirs = parent->field(parent->primary_key[i]);
    if (own && theirs && own->type != theirs->type)
      problems.report(field_path,
                      "'" + name + "' has another type than '" + theirs->name + "' of '" + parent->id + "'",
                      "Give both fields the same type");
  }
  if (same_size(stream.primary_key))
    problems.report(path + ".primary_key",
                    "has nothing that tells the parts of a row of '" + parent->id + "' apart");
}

void check_needs(const Manifest& manifest, const StreamRule& stream, const std::string& path,
                 ManifestProblems& problems) {
  if (stream.needs_stream.empty()) return;
  std::vector<std::string> others;
  for (const StreamRule& other : manifest.streams)
    if (other.id != stream.id) others.push_back(other.id);
  const StreamRule* other = stream.needs_stream == stream.id ? nullptr : manifest.stream(stream.needs_stream);
  if (!other)
    return problems.report(path + ".needs", "'" + stream.needs_stream + "' is not another stream",
                           suggest(stream.needs_stream, others));
  const RecordField* field = other->field(stream.needs_field);
  if (!field)
    problems.report(path + ".needs", "'" + stream.needs_field + "' is not a field of '" + other->id + "'",
                    suggest(stream.needs_field, field_names(*other)));
  else if (field->type != FieldType::text || field->pii)
    problems.report(path + ".needs", "'" + stream.needs() + "' is not a text without personal data");
  if (!stream.fed_by.empty())
    problems.report(path + ".needs", "has no effect beside 'fed_by'",
                    "Declare it at '" + stream.fed_by + "', whose runs fill this stream");
}

void check_fed_accounts(const Manifest& manifest, const StreamRule& stream, const std::string& path,
                        ManifestProblems& problems) {
  check_accounts(manifest, stream.accounts, path + ".accounts", problems);
  const StreamRule* feeding = stream.fed_by.empty() ? nullptr : manifest.stream(stream.fed_by);
  if (feeding && feeding->accounts != stream.accounts)
    problems.report(path + ".accounts",
                    "differ from those of '" + stream.fed_by + "', whose runs fill this stream",
                    "Give both the same accounts");
}

void check_backfill(const Manifest& manifest, const StreamRule& stream, const std::string& path,
                    ManifestProblems& problems) {
  if (!stream.backfill) return;
  if (manifest.abi_minor_required < 2)
    problems.report(path + ".backfill", "needs plugin ABI 1.2, which has ranges",
                    "Declare abi = { major = 1, minor_required = 2 }");
  if (!stream.fed_by.empty())
    problems.report(path + ".backfill", "has no effect beside 'fed_by'",
                    "Declare it at '" + stream.fed_by + "', whose runs fill this stream");
  if (stream.mode == StreamMode::snapshot)
    problems.report(path + ".backfill", "is not for a snapshot, which has no range of time");
  std::vector<std::string> budgets;
  for (const BudgetRule& budget : manifest.budgets)
    budgets.push_back(budget.id);
  if (!stream.backfill->budget.empty() && !manifest.budget(stream.backfill->budget))
    problems.report(path + ".backfill_budget", "'" + stream.backfill->budget + "' is not a declared budget",
                    suggest(stream.backfill->budget, budgets));
}

}  // namespace

void check_accounts(const Manifest& manifest, const std::vector<std::string>& accounts,
                    const std::string& path, ManifestProblems& problems) {
  std::vector<std::string> kinds;
  for (const ManifestRegion& region : manifest.regions)
    for (const ManifestConsent& consent : region.consents)
      if (std::find(kinds.begin(), kinds.end(), consent.account) == kinds.end())
        kinds.push_back(consent.account);
  for (size_t i = 0; i < accounts.size(); ++i)
    if (std::find(kinds.begin(), kinds.end(), accounts[i]) == kinds.end())
      problems.report(path + "[" + std::to_string(i) + "]",
                      "'" + accounts[i] + "' is the 'account' of no consent", suggest(accounts[i], kinds));
}

void check_streams(const Manifest& manifest, ManifestProblems& problems) {
  for (size_t i = 0; i < manifest.streams.size(); ++i) {
    const StreamRule& stream = manifest.streams[i];
    const std::string path = "streams[" + std::to_string(i) + "]";
    if (!is_identifier(stream.id) ||
        manifest.id.size() + stream.id.size() > limits::kChannelAndStreamBytesMax)
      problems.report(path + ".id", "'" + stream.id + "' is not a valid id",
                      "Use a lower-case letter, then letters, digits and '_'; with the plugin's id at most " +
                          std::to_string(limits::kChannelAndStreamBytesMax) + " characters");
    for (size_t j = 0; j < i; ++j)
      if (manifest.streams[j].id == stream.id)
        problems.report(path + ".id", "'" + stream.id + "' stands twice");
    check_fields(stream, path, problems);
    check_keys(stream, path, problems);
    check_schedule(manifest, stream, path, problems);
    check_parent_key(manifest, stream, path, problems);
    check_fed_accounts(manifest, stream, path, problems);
    check_needs(manifest, stream, path, problems);
    check_backfill(manifest, stream, path, problems);
  }
}

}  // namespace mooring::host
