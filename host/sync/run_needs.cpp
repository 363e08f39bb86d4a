// What a stream needs of another one: the run begins once it was read. It is passed like a setting, by the name that the
// manifest gives it, so that the plugin ABI has no word for it.
#include "base/limits_needs.hpp"
#include "base/text.hpp"
#include "store/known_values.hpp"
#include "sync/run.hpp"

namespace mooring::host {

// After the commits of other runs that are on their way, so that nothing of theirs is missed.
void Run::give_needs(TaskCall call) {
  d_.database.post_write([](Session&) -> Status { return {}; }, d_.core,
                         [weak = weak_from_this(), call = std::move(call)](const Status& status) mutable {
                           auto self = weak.lock();
                           if (!self || self->ending_) return;
                           if (!status) return self->take_needs(std::move(call), status, {});
                           self->read_needs(std::move(call));
                         });
}

// Of very many records this takes a while: neither core nor the writer waits for it.
void Run::read_needs(TaskCall call) {
  const StreamRule& stream = *plan_.stream;
  const RecordTable* table = d_.tables.find(plan_.connection.channel, stream.needs_stream);
  if (!table)
    return fail_run({FailureKind::internal, 0, "", "", "There is no table of '" + stream.needs_stream + "'"});
  d_.aside([weak = weak_from_this(), call = std::move(call), table = *table, &database = d_.database,
            &core = d_.core, connection = plan_.connection.id, marketplace = row_.marketplace,
            field = stream.needs_field]() mutable {
    std::string lines;
    const Status read = database.read([&](Session& session) -> Status {
      auto values = known_values(session, table, connection, marketplace, field, limits::kKnownValuesMax);
      if (!values) return fail(values.error());
      lines = to_lines(*values);
      return {};
    });
    core.post([weak = std::move(weak), call = std::move(call), read, lines = std::move(lines)]() mutable {
      auto self = weak.lock();
      if (self && !self->ending_) self->take_needs(std::move(call), read, std::move(lines));
    });
  });
}

void Run::take_needs(TaskCall call, const Status& read, std::string lines) {
  if (!read)
    return fail_run({FailureKind::internal, 0, "", "",
                     "What the stream needs could not be read: " + describe(read.error())});
  call.settings.emplace_back(plan_.stream->needs(), std::move(lines));
  begin(call);
}

}  // namespace mooring::host
