#include "ads_client.hpp"

#include <zlib.h>

#include <array>
#include <catch2/catch.hpp>

#include "base/text.hpp"

namespace mooring::amazon_simulator {

using Poco::JSON::Array;
using Poco::JSON::Object;

Array::Ptr parse_array(const std::string& body) {
  return Poco::JSON::Parser().parse(body).extract<Array::Ptr>();
}

std::string error_text(const Reply& reply) {
  for (const char* name : {"message", "details", "detail"}) {
    if (const std::string text = text_of(reply.body, name); !text.empty()) return text;
  }
  return {};
}

std::string unzip(const std::string& packed) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string out;
  std::array<char, 65536> buffer;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    result = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  REQUIRE(result == Z_STREAM_END);
  return out;
}

Options AdsClient::small() {
  Options options;
  options.orders = 10;
  options.ads_keywords = 120;
  options.ads_report_fail_percent = 0;
  return options;
}

std::string AdsClient::consent(const std::string& region_name, const std::string& login,
                               const std::string& decision) {
  const std::string form =
      "client_id=" + std::string(kDemoClientId) +
      "&scope=advertising%3A%3Acampaign_management&response_type=code&state=s%2F1&redirect_uri=" +
      host::url_encode("http://127.0.0.1:8420/oauth/callback/amazon-ads-" + region_name) + "&login=" + login +
      "&decision=" + decision;
  return header(post("/ads/" + region_name + "/ap/oa", form), "Location");
}

Reply AdsClient::token_of_code(const std::string& region_name, const std::string& redirect) {
  const Fields query = make_request("GET", redirect).query;
  Request request = make_request("POST", "/ads/" + region_name + "/auth/o2/token");
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "grant_type=authorization_code&code=" + value_or(query, "code") +
                 "&client_id=" + kDemoClientId + "&client_secret=" + kDemoClientSecret +
                 "&redirect_uri=" + host::url_encode(redirect.substr(0, redirect.find('?')));
  return simulator.handle(request);
}

Reply AdsClient::refresh_in(const std::string& region_name, const std::string& refresh_token_text) {
  Request request = make_request("POST", "/ads/" + region_name + "/auth/o2/token");
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "grant_type=refresh_token&refresh_token=" + host::url_encode(refresh_token_text) +
                 "&client_id=" + kDemoClientId + "&client_secret=" + kDemoClientSecret;
  return simulator.handle(request);
}

std::string AdsClient::refresh_token(const std::string& region_name, const std::string& login) {
  std::string upper_region = region_name;
  for (char& c : upper_region)
    c = static_cast<char>(c - ('a' - 'A'));
  return simulator.world().well_known_refresh_token(ads::grant_holder(login, upper_region), kDemoClientId);
}

std::string AdsClient::access(const std::string& region_name, const std::string& login) {
  return text_of(refresh_in(region_name, refresh_token(region_name, login)).body, "access_token");
}

Reply AdsClient::call(const std::string& method, const std::string& path, const Fields& headers,
                      const std::string& body) {
  Request request = make_request(method, path);
  request.headers = headers;
  request.body = body;
  return simulator.handle(request);
}

Reply AdsClient::ads(const std::string& method, const std::string& path, const std::string& media,
                     const std::string& body) {
  Fields headers = {{"Authorization", "Bearer " + token},
                    {"Amazon-Advertising-API-ClientId", kDemoClientId},
                    {"Amazon-Advertising-API-Scope", profile}};
  if (!media.empty()) {
    headers.emplace_back("Accept", "application/" + media);
    headers.emplace_back("Content-Type", "application/" + media);
  }
  return call(method, "/ads/" + region + path, headers, body);
}

std::map<std::string, int> AdsClient::list_all(const std::string& path, const std::string& media,
                                               const std::string& array, const std::string& id, int page_size,
                                               const std::string& more) {
  std::map<std::string, int> ids;
  std::string next;
  int start = 0;
  while (true) {
    Array::Ptr items;
    if (array.empty()) {
      const Reply reply =
          ads("GET",
              path + "?startIndex=" + std::to_string(start) + "&count=" + std::to_string(page_size) +
                  "&stateFilter=enabled,paused,archived",
              media);
      REQUIRE(reply.status == 200);
      items = parse_array(reply.body);
      start += page_size;
    } else {
      const Reply reply = ads("POST", path, media,
                              "{\"maxResults\":" + std::to_string(page_size) + more +
                                  (next.empty() ? "" : ",\"nextToken\":\"" + next + "\"") + "}");
      REQUIRE(reply.status == 200);
      const Object::Ptr page = parse(reply.body);
      items = page->getArray(array);
      next = page->optValue<std::string>("nextToken", "");
    }
    CHECK(items->size() <= static_cast<size_t>(page_size));
    for (size_t i = 0; i < items->size(); ++i)
      ++ids[items->getObject(static_cast<unsigned>(i))->get(id).convert<std::string>()];
    const bool last = array.empty() ? items->size() < static_cast<size_t>(page_size) : next.empty();
    if (last) return ids;
  }
}

Array::Ptr AdsClient::profiles(const std::string& region_name, const std::string& query) {
  const Reply reply =
      call("GET", "/ads/" + region_name + "/v2/profiles" + query,
           {{"Authorization", "Bearer " + token}, {"Amazon-Advertising-API-ClientId", kDemoClientId}});
  REQUIRE(reply.status == 200);
  return parse_array(reply.body);
}

void AdsClient::use(const std::string& new_region, size_t index) {
  region = new_region;
  token = access(new_region);
  profile = profiles(new_region, "?accessLevel=view")
                ->getObject(static_cast<unsigned>(index))
                ->get("profileId")
                .convert<std::string>();
}

std::vector<Object::Ptr> AdsClient::oracle(const std::string& stream, const std::string& more) {
  std::string upper_region = region;
  for (char& c : upper_region)
    c = static_cast<char>(c - ('a' - 'A'));
  const Reply reply = get("/control/api/ads/oracle?login=" + std::string(kAllRegions) +
                          "&region=" + upper_region + "&profiles=" + profile + "&stream=" + stream + more);
  REQUIRE(reply.status == 200);
  std::vector<Object::Ptr> lines;
  for (size_t at = 0; at < reply.body.size();) {
    const size_t end = reply.body.find('\n', at);
    lines.push_back(parse(reply.body.substr(at, end - at)));
    at = end + 1;
  }
  return lines;
}

Reply AdsClient::ask_report(const std::string& type, const std::string& group, const std::string& columns,
                            const std::string& first, const std::string& last, const std::string& unit) {
  const auto list = [](const std::string& words) {
    std::string json = "[\"";
    for (const char c : words)
      json += c == ' ' ? "\",\"" : std::string(1, c);
    return json + "\"]";
  };
  const std::string product = type.starts_with("sp")   ? "SPONSORED_PRODUCTS"
                              : type.starts_with("sb") ? "SPONSORED_BRANDS"
                                                       : "SPONSORED_DISPLAY";
  return ads("POST", "/reporting/reports", "vnd.createasyncreportrequest.v3+json",
             "{\"startDate\":\"" + first + "\",\"endDate\":\"" + last +
                 "\",\"configuration\":{\"adProduct\":\"" + product + "\",\"reportTypeId\":\"" + type +
                 "\",\"groupBy\":" + list(group) + ",\"columns\":" + list(columns) + ",\"timeUnit\":\"" +
                 unit + "\",\"format\":\"GZIP_JSON\"}}");
}

Object::Ptr AdsClient::report(const std::string& id) {
  const Reply reply = ads("GET", "/reporting/reports/" + id);
  REQUIRE(reply.status == 200);
  return parse(reply.body);
}

Array::Ptr AdsClient::rows(const Reply& asked) {
  REQUIRE(asked.status == 200);
  const std::string id = text_of(asked.body, "reportId");
  Object::Ptr told = report(id);
  while (told->getValue<std::string>("status") != "COMPLETED") {
    REQUIRE(told->getValue<std::string>("status") != "FAILED");
    clock.advance(std::chrono::minutes(5));
    token = access(region);
    told = report(id);
  }
  const Reply download =
      get(told->getValue<std::string>("url").substr(std::string("http://127.0.0.1").size()));
  REQUIRE(download.status == 200);
  CHECK(static_cast<int64_t>(download.body.size()) == told->getValue<int64_t>("fileSize"));
  return parse_array(unzip(download.body));
}

}  // namespace mooring::amazon_simulator
