// The Ads half of the control API: /control/api/ads/... Any thread.
#pragma once
#include <Poco/JSON/Object.h>

#include "simulator/amazon/http.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::ads {

// `path` begins behind /control/api/ads; nothing when there is no such request.
std::optional<Reply> answer_control_get(const World& world, std::string_view path, const Fields& query);
std::optional<Reply> answer_control_post(World& world, std::string_view path,
                                         const Poco::JSON::Object::Ptr& body);
std::optional<Reply> answer_control_delete(World& world, std::string_view path);

}  // namespace mooring::amazon_simulator::ads
