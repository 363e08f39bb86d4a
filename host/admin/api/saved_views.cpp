// Saved views: names that a user gave to addresses of the console.
#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

tl::unexpected<Error> invalid(std::string message, std::string hint) {
  return fail("saved_view_invalid", std::move(message), std::move(hint));
}

Status check(const SavedViewRow& view) {
  const bool blank = view.name.find_first_not_of(' ') == std::string::npos;
  if (blank || !is_clean_line(view.name) || count_characters(view.name) > limits::kSavedViewNameCharactersMax)
    return invalid("This cannot be the name of a saved view",
                   "A name has 1 to " + std::to_string(limits::kSavedViewNameCharactersMax) +
                       " characters and no line break");
  if (!view.page.starts_with('/') || view.page.starts_with("//") || view.page.starts_with("/\\") ||
      !is_clean_line(view.page) || view.page.size() > limits::kSavedViewPageBytesMax)
    return invalid("page is not an address of the console", "Use a path like /views/channel/view");
  if (!is_clean_line(view.query) || view.query.size() > limits::kSavedViewQueryBytesMax)
    return invalid("query is not the query of an address",
                   "Use at most " + std::to_string(limits::kSavedViewQueryBytesMax) + " bytes in one line");
  return {};
}

Status check_name(Session& session, const SavedViewRow& view) {
  if (!rows::saved_view_name_taken(session, view)) return {};
  return fail("name_taken", "You have a saved view with this name on this page",
              "Choose another name, or change that one");
}

Status add(Session& session, const SavedViewRow& view) {
  if (Status named = check_name(session, view); !named) return named;
  if (rows::count_saved_views(session, view.owner) >= static_cast<int64_t>(limits::kSavedViewsPerUserMax))
    return invalid(
        "You have " + std::to_string(limits::kSavedViewsPerUserMax) + " saved views, and that is the most",
        "Delete some first");
  rows::insert_saved_view(session, view);
  return {};
}

Result<SavedViewRow> find(Session& session, const Call& call) {
  if (auto found = rows::find_saved_view(session, call.caller.owner, call.id())) return std::move(*found);
  return fail("saved_view_unknown", "You have no saved view " + clean_line(call.id(), 80),
              "GET /api/v1/saved-views lists yours");
}

}  // namespace

Answer list_saved_views(Call& call) {
  auto items = json_array();
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    for (const SavedViewRow& view : rows::list_saved_views(session, call.caller.owner, call.query("page")))
      items->add(saved_view_json(view));
    return {};
  });
  if (!read) return refuse(read.error());
  return json_page(items);
}

Answer post_saved_view(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  SavedViewRow view;
  view.page = body->required_text("page");
  view.name = body->required_text("name");
  view.query = body->required_text("query");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (Status valid = check(view); !valid) return refuse(valid.error());
  const AdminDependencies& d = call.admin.d;
  view.id = new_id("svw", d.clock, d.random);
  view.owner = call.caller.owner;
  view.created_at = view.updated_at = d.clock.now();
  Status added = d.database.write([&](Session& session) { return add(session, view); });
  if (!added) return refuse(added.error());
  return json_response(201, saved_view_json(view));
}

Answer patch_saved_view(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const auto name = body->text("name"), query = body->text("query");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  SavedViewRow view;
  Status changed = call.admin.d.database.write([&](Session& session) -> Status {
    auto found = find(session, call);
    if (!found) return fail(found.error());
    view = std::move(*found);
    if (name) view.name = *name;
    if (query) view.query = *query;
    view.updated_at = call.admin.d.clock.now();
    if (Status valid = check(view); !valid) return valid;
    if (Status named = check_name(session, view); !named) return named;
    rows::update_saved_view(session, view);
    return {};
  });
  if (!changed) return refuse(changed.error());
  return json_response(200, saved_view_json(view));
}

Answer delete_saved_view(Call& call) {
  Status deleted = call.admin.d.database.write([&](Session& session) -> Status {
    auto found = find(session, call);
    if (!found) return fail(found.error());
    rows::delete_saved_view(session, found->id);
    return {};
  });
  if (!deleted) return refuse(deleted.error());
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace mooring::host::admin
