// The Amazon Ads API of three regions: who may call, and which operation answers. Any thread.
#pragma once
#include "simulator/amazon/ads/entities.hpp"
#include "simulator/amazon/ads/routes.hpp"
#include "simulator/amazon/http.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::ads {

// One call whose caller is known.
struct Call {
  World& world;
  const Request& request;
  const Route& route;
  const Subject& subject;
  std::string request_id;
  const Login* login = nullptr;
  ProfilePtr profile;  // null only for listProfiles

  Reply error(int status, std::string_view word, std::string_view text) const {
    return error_reply(route.dialect, status, word, text, request_id);
  }
};

// Fills the subject from token and scope without judging them, so that faults can aim at a login or a profile.
void learn_subject(const World& world, const Request& request, Subject& subject);

// subject.region is the region of the URL.
Reply answer_api(World& world, const Request& request, const Route& route, const Subject& subject,
                 const std::string& request_id);

Reply answer_list(const Call& call);   // lists.cpp
Reply answer_usage(const Call& call);  // usage.cpp

// "application/vnd.x+json; charset=utf-8" -> is it this media type?
bool names_media(std::string_view header, std::string_view media);

}  // namespace mooring::amazon_simulator::ads
