// sync/1 of the streams that are lists of objects. One run reads one profile: for each advertising product the active
// objects, and when the last full reading is older than the setting `archived_hours`, all of them. After a full reading the
// run claims a complete listing of that product. A product that fails does not stop the others.
#pragma once
#include <mooring/plugin.hpp>

#include "entity_lists.hpp"

namespace amazon_ads {

mooring::Task<> sync_entities(mooring::Context& ctx, const mooring::Call& call, EntityStream stream);

template <EntityStream kStream>
mooring::Task<> sync_entity_stream(mooring::Context& ctx, const mooring::Call& call) {
  return sync_entities(ctx, call, kStream);
}

}  // namespace amazon_ads
