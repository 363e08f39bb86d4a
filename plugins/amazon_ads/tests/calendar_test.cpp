// The profile's day at moments around midnight and around the changes to and from summer time.
#include <catch2/catch.hpp>

#include "calendar.hpp"
#include "day_ranges.hpp"

using namespace amazon;

namespace {

std::string day_at(const char* utc, const char* zone) {
  const auto day = local_day(*mooring::parse_time(utc), zone);
  return day ? to_text(*day) : "unknown";
}

Day day(const char* text) {
  return *parse_day(text);
}

}  // namespace

TEST_CASE("a day begins at midnight of the zone") {
  CHECK(day_at("2026-01-10T07:59:59Z", "America/Los_Angeles") == "2026-01-09");
  CHECK(day_at("2026-01-10T08:00:00Z", "America/Los_Angeles") == "2026-01-10");
  CHECK(day_at("2026-01-10T22:59:59Z", "Europe/Paris") == "2026-01-10");
  CHECK(day_at("2026-01-10T23:00:00Z", "Europe/Paris") == "2026-01-11");
  CHECK(day_at("2026-01-10T14:59:59Z", "Asia/Tokyo") == "2026-01-10");
  CHECK(day_at("2026-01-10T15:00:00Z", "Asia/Tokyo") == "2026-01-11");
  CHECK(day_at("2026-01-10T18:30:00Z", "Asia/Kolkata") == "2026-01-11");
  CHECK(day_at("2026-07-10T02:59:59Z", "America/Sao_Paulo") == "2026-07-09");
  CHECK(day_at("2026-01-10T12:00:00Z", "Mars/Olympus") == "unknown");
  CHECK(day_at("2026-01-10T12:00:00Z", "") == "unknown");
}

TEST_CASE("summer time begins and ends where the zone says") {
  // Europe: 29 March to 25 October 2026
  CHECK(day_at("2026-03-28T22:59:59Z", "Europe/Paris") == "2026-03-28");
  CHECK(day_at("2026-03-29T21:59:59Z", "Europe/Paris") == "2026-03-29");
  CHECK(day_at("2026-03-29T22:00:00Z", "Europe/Paris") == "2026-03-30");
  CHECK(day_at("2026-10-24T22:00:00Z", "Europe/Paris") == "2026-10-25");
  CHECK(day_at("2026-10-25T22:30:00Z", "Europe/Paris") == "2026-10-25");
  CHECK(day_at("2026-06-01T23:00:00Z", "Europe/London") == "2026-06-02");
  CHECK(day_at("2026-12-01T23:59:59Z", "Europe/London") == "2026-12-01");
  // United States: 8 March to 1 November 2026
  CHECK(day_at("2026-03-08T07:59:59Z", "America/Los_Angeles") == "2026-03-07");
  CHECK(day_at("2026-03-09T07:00:00Z", "America/Los_Angeles") == "2026-03-09");
  CHECK(day_at("2026-11-01T07:00:00Z", "America/Los_Angeles") == "2026-11-01");
  CHECK(day_at("2026-11-02T07:30:00Z", "America/Los_Angeles") == "2026-11-01");
  // Australia: to 5 April, from 4 October 2026
  CHECK(day_at("2026-01-10T13:00:00Z", "Australia/Sydney") == "2026-01-11");
  CHECK(day_at("2026-04-05T13:30:00Z", "Australia/Sydney") == "2026-04-05");
  CHECK(day_at("2026-10-04T13:00:00Z", "Australia/Sydney") == "2026-10-05");
  // Egypt: 24 April to 29 October 2026
  CHECK(day_at("2026-04-24T21:00:00Z", "Africa/Cairo") == "2026-04-25");
  CHECK(day_at("2026-04-22T21:30:00Z", "Africa/Cairo") == "2026-04-22");
  CHECK(day_at("2026-10-30T21:30:00Z", "Africa/Cairo") == "2026-10-30");
}

TEST_CASE("the zone of a country is one that is known") {
  for (const char* country : {"US", "CA", "MX", "BR", "UK", "FR", "IT", "ES", "DE", "NL", "AE", "PL",
                              "TR", "EG", "SA", "SE", "BE", "IN", "ZA", "IE", "JP", "AU", "SG"}) {
    INFO(country);
    CHECK(local_day(mooring::Time(), zone_of_country(country)));
  }
  CHECK(zone_of_country("XX").empty());
}

TEST_CASE("days are read as they are written") {
  CHECK(to_text(day("2026-02-28")) == "2026-02-28");
  CHECK_FALSE(parse_day("2026-02-29"));
  CHECK_FALSE(parse_day("20260228"));
  CHECK_FALSE(parse_day(""));
}

TEST_CASE("ranges of days grow together and tell what is missing") {
  DayRanges ranges;
  const DayRange june{day("2026-06-01"), day("2026-06-30")};
  CHECK(ranges.missing_in(june) == std::vector{june});
  ranges.add({day("2026-06-10"), day("2026-06-12")});
  ranges.add({day("2026-06-20"), day("2026-06-21")});
  CHECK(ranges.missing_in(june) == std::vector<DayRange>{{day("2026-06-01"), day("2026-06-09")},
                                                         {day("2026-06-13"), day("2026-06-19")},
                                                         {day("2026-06-22"), day("2026-06-30")}});
  ranges.add({day("2026-06-13"), day("2026-06-19")});
  CHECK(ranges.ranges() == std::vector<DayRange>{{day("2026-06-10"), day("2026-06-21")}});
  ranges.add({day("2026-06-01"), day("2026-06-30")});
  CHECK(ranges.ranges() == std::vector{june});
  CHECK(ranges.missing_in(june).empty());
  ranges.drop_before(day("2026-06-29"));
  CHECK(ranges.ranges() == std::vector<DayRange>{{day("2026-06-29"), day("2026-06-30")}});
  ranges.drop_before(day("2026-07-01"));
  CHECK(ranges.empty());
}

TEST_CASE("a long range is cut into reports, the newest first") {
  const auto chunks = chunks_of({day("2026-01-01"), day("2026-03-06")}, 31);
  REQUIRE(chunks.size() == 3);
  CHECK(chunks[0] == DayRange{day("2026-02-04"), day("2026-03-06")});
  CHECK(chunks[0].days() == 31);
  CHECK(chunks[1] == DayRange{day("2026-01-04"), day("2026-02-03")});
  CHECK(chunks[2] == DayRange{day("2026-01-01"), day("2026-01-03")});
  CHECK(chunks_of({day("2026-01-01"), day("2026-01-01")}, 31).size() == 1);
}
