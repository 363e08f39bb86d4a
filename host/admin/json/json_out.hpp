// What the API shows of the host's values: the one place that names the members of docs/reference/rest.md. Pure functions.
#pragma once
#include "activity/activity_log.hpp"
#include "admin/json/json.hpp"
#include "badge/status.hpp"
#include "config/config.hpp"
#include "plugins/record_views.hpp"
#include "plugins/registry.hpp"
#include "store/models.hpp"
#include "store/rows_objects.hpp"
#include "store/rows_run_calls.hpp"
#include "store/rows_saved_views.hpp"
#include "sync/engine.hpp"

namespace mooring::host::admin {

// stuck: it did not come back too often, and is not run any more until the host is restarted.
JsonObject plugin_json(const PluginInfo& plugin, const Config& config, bool stuck = false);

JsonObject connection_json(const ConnectionStatus& status, const Manifest* manifest);
// Where a manifest is given, causes are those of its playbook too.
JsonObject status_json(const ConnectionStatus& status, const Manifest* manifest = nullptr);
void add_explanation(JsonObject& status_object, const ConnectionStatus& status);
JsonObject stream_json(const StreamStatus& stream, const Manifest* manifest);
JsonObject marketplace_json(const MarketplaceRow& marketplace, bool is_new_one, bool is_proposed);
JsonObject permission_json(const PermissionRow& permission);

JsonObject field_json(const RecordField& field);
// As the field's type has it: true, 12, "12.50", null.
Poco::Dynamic::Var value_json(const RecordField& field, const std::optional<std::string>& value);
JsonObject view_rule_json(const Manifest& manifest, const ViewRule& view);
JsonObject view_page_json(const RecordView& view, const ViewPage& page, const ViewQuery& query);
JsonObject view_facets_json(const ViewFacets& facets);

// An object, what people put on it, and the record it belongs to.
struct ObjectDetails {
  ObjectRow object;
  std::string channel;
  std::vector<std::string> tags;
  std::vector<NoteRow> notes;
  std::optional<RecordTable> table;    // nothing: its plugin is not loaded
  std::optional<RecordFields> record;  // in the table's order
};
JsonObject object_json(const ObjectDetails& details);
JsonObject note_json(const NoteRow& note);
JsonObject saved_view_json(const SavedViewRow& view);

JsonObject activity_json(const ActivityRow& entry, const Manifest* manifest = nullptr);
JsonObject activity_page_json(const ActivityPage& page);
// `complete`: the run is over, so that no call is to come.
JsonObject run_calls_json(const std::vector<RunCallRow>& calls, const ActivityPage& entries, bool complete);
JsonObject run_json(const RunRow& run, const Manifest* manifest = nullptr,
                    const std::optional<QueuePlace>& queue = {});
Poco::Dynamic::Var queue_place_json(const std::optional<QueuePlace>& place);

}  // namespace mooring::host::admin
