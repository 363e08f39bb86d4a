// Lists with sums, tags, notes and saved views over the API of a whole host.
#include "integration/admin/views_fixture.hpp"

using namespace mooring::test;

TEST_CASE_METHOD(ViewsFixture, "A view answers as the reference says", "[admin][views]") {
  const auto page = view();
  CHECK(page->getValue<int>("total") == 4);
  CHECK(page->isNull("next"));
  CHECK(page->getValue<std::string>("to") == "2026-10-30");
  CHECK(page->getValue<std::string>("from") == "2026-10-01");
  const auto first = page->getArray("items")->getObject(1);  // of USD, behind EUR, the highest cost
  CHECK(first->getObject("fields")->getValue<std::string>("name") == "Winter");
  CHECK(first->getObject("fields")->getValue<std::string>("budget") == "25.00");
  CHECK_FALSE(first->getObject("fields")->getValue<bool>("paused"));
  CHECK(first->getObject("key")->getNames() == std::vector<std::string>{"account", "offer_id"});
  CHECK(first->getValue<std::string>("connection_id") == "con_a");
  CHECK(first->getValue<std::string>("region") == "NA");
  CHECK(first->getValue<std::string>("currency") == "USD");
  CHECK(first->getObject("metrics")->getValue<std::string>("cost") == "12.40");
  CHECK(first->getObject("metrics")->get("clicks").isInteger());
  CHECK(first->getObject("metrics")->getValue<int>("clicks") == 3);
  CHECK(first->getObject("ratios")->getValue<std::string>("acos") == "24.80");
  const auto line = first->getArray("sparkline");
  REQUIRE(line->size() == 30);
  CHECK(line->getElement<std::string>(29) == "12.40");
  CHECK(line->getElement<std::string>(0) == "0");
  CHECK_FALSE(first->getValue<bool>("live"));  // nobody connected it
  CHECK(first->isNull("object_id"));
  CHECK(first->isNull("deleted_at"));
  CHECK(first->isNull("as_of"));

  const auto totals = page->getArray("totals");
  REQUIRE(totals->size() == 3);  // Spring has no days, and no marketplace that tells its currency
  CHECK(totals->getObject(0)->getValue<std::string>("currency").empty());
  CHECK(totals->getObject(1)->getValue<std::string>("currency") == "EUR");
  CHECK(totals->getObject(2)->getObject("metrics")->getValue<std::string>("cost") == "12.70");
  CHECK(totals->getObject(2)->getObject("ratios")->getValue<std::string>("acos") == "8.47");
}

TEST_CASE_METHOD(ViewsFixture, "A view filters, sorts, pages and does without totals", "[admin][views]") {
  CHECK(names("&sort=name") == "Autumn Elsewhere Spring Winter");
  CHECK(names("&sort=-name&state=PAUSED,ENABLED&connection=con_a") == "Winter Spring Autumn");
  CHECK(names("&text=WIN") == "Winter");
  CHECK(as_script("GET", std::string(kView) + "&region=EU").code() == "parameter_invalid");  // there is none
  CHECK(names("&type=plain&sort=cost") == "Elsewhere Autumn Winter Spring");  // EUR, USD, no currency
  const auto bare = view("&sort=name&totals=0&limit=3");
  CHECK(bare->isNull("totals"));
  CHECK(bare->getValue<int>("total") == 4);
  CHECK(names("&sort=name&after=" + bare->getValue<std::string>("next")) == "Winter");
  const auto facets = get("/api/v1/views/shop/offers/facets?state=PAUSED");
  CHECK(facets->getArray("states")->size() == 2);
  CHECK(facets->getArray("types")->getObject(0)->getValue<int>("count") == 1);
}

TEST_CASE_METHOD(ViewsFixture, "Wrong questions to a view are named", "[admin][views]") {
  const auto code = [&](const std::string& path) { return as_script("GET", "/api/v1/views/" + path).code(); };
  CHECK(code("shop/nothing") == "view_unknown");
  CHECK(code("nothing/offers") == "view_unknown");
  CHECK(code("shop/nothing/facets") == "view_unknown");
  for (const char* query :
       {"from=yesterday", "to=2026-02-30", "from=2026-01-01T00", "from=2026-02-01&to=2026-01-01",
        "from=2024-01-01&to=2026-01-01", "totals=yes", "deleted=2", "limit=0"}) {
    INFO(query);
    CHECK(code(std::string("shop/offers?") + query) == "parameter_invalid");
  }
  CHECK(code("shop/offers?from=2025-01-01&to=2026-01-01").empty());  // 366 days
  CHECK(code("shop/offers?sort=_raw") == "sort_unknown");
  CHECK(code("shop/offers?after=x") == "cursor_invalid");
  std::string many = "1";
  for (int i = 0; i < 200; ++i)
    many += "," + std::to_string(i);
  CHECK(code("shop/offers?marketplace=" + many) == "parameter_invalid");
}

TEST_CASE_METHOD(ViewsFixture, "The plugin tells its views and what may be annotated", "[admin][views]") {
  const auto plugin = get("/api/v1/plugins/shop");
  const auto declared = plugin->getArray("views")->getObject(0);
  CHECK(declared->getValue<std::string>("name_field") == "name");
  CHECK(declared->getArray("columns")->getObject(0)->getValue<std::string>("type") == "decimal");
  CHECK(declared->getArray("metrics")->getObject(0)->getValue<std::string>("kind") == "money");
  CHECK(declared->getArray("ratios")->getObject(0)->getValue<bool>("percent"));
  const auto days = plugin->getArray("streams")->getObject(1);
  CHECK(days->getValue<int>("lookback_s") == 14 * 86400);
  CHECK(days->getValue<std::string>("scope") == "connection");
  CHECK_FALSE(days->getValue<bool>("annotatable"));
  CHECK(plugin->getArray("streams")->getObject(0)->getValue<bool>("annotatable"));
}

TEST_CASE_METHOD(ViewsFixture, "A record's object is made once and kept", "[admin][views]") {
  const std::string id = make_object("1");
  CHECK(id.starts_with("obj_"));
  const auto again = send_json("POST", "/api/v1/objects", reference("con_a", "1"), 200);
  CHECK(again->getValue<std::string>("id") == id);
  CHECK(again->getValue<std::string>("channel") == "shop");
  CHECK(again->getObject("key")->getNames() == std::vector<std::string>{"account", "offer_id"});
  CHECK(again->getObject("record")->getValue<std::string>("name") == "Autumn");
  REQUIRE(as_script("POST", "/api/v1/connections/con_a/disconnect").status == 200);
  CHECK(get("/api/v1/objects/" + id)->getObject("record")->getValue<std::string>("name") == "Autumn");
  CHECK(view("&text=Autumn")->getArray("items")->getObject(0)->getValue<std::string>("object_id") == id);

  const auto refused = [&](const std::string& body) {
    return as_script("POST", "/api/v1/objects", body).code();
  };
  CHECK(refused(reference("con_a", "9")) == "record_unknown");
  CHECK(refused(reference("con_x", "1")) == "connection_unknown");
  CHECK(refused(R"({"connection_id":"con_a","stream":"offer_days","key":{}})") == "stream_not_annotatable");
  CHECK(refused(R"({"connection_id":"con_a","stream":"nothing","key":{}})") == "stream_unknown");
  CHECK(refused(R"({"connection_id":"con_a","stream":"offers","key":{"account":"A1"}})") == "key_invalid");
  CHECK(refused(
            R"({"connection_id":"con_a","stream":"offers","key":{"account":"A1","offer_id":"1","x":"2"}})") ==
        "key_invalid");
  CHECK(refused(R"({"connection_id":"con_a","stream":"offers"})") == "fields_invalid");
  CHECK(as_script("GET", "/api/v1/objects/obj_x").code() == "object_unknown");
}

TEST_CASE_METHOD(ViewsFixture, "Tags are replaced, shown, counted and told in the log", "[admin][views]") {
  const std::string path = "/api/v1/objects/" + make_object("1") + "/tags";
  const auto tagged = send_json("PUT", path, R"({"tags":["q4"," autumn ","q4"]})");
  CHECK(tagged->getArray("tags")->size() == 2);
  CHECK(messages("object.tagged") == std::vector<std::string>{"\"Autumn\" (Offers): tags added: autumn, q4"});
  send_json("PUT", path, R"({"tags":["q4","autumn"]})");  // nothing changes, nothing is told
  CHECK(messages("object.tagged").size() == 1);
  send_json("PUT", path, R"({"tags":["autumn","new"]})");
  CHECK(messages("object.tagged").front() == "\"Autumn\" (Offers): tags added: new; removed: q4");
  CHECK(names("&tag=autumn,new") == "Autumn");
  CHECK(names("&tag=q4").empty());
  CHECK(get("/api/v1/tags?channel=shop")->getArray("items")->size() == 2);
  CHECK(as_script("GET", "/api/v1/tags?channel=other").code() == "parameter_invalid");

  std::string many = "\"t0\"";
  for (int i = 1; i < 21; ++i)
    many += ",\"t" + std::to_string(i) + "\"";
  const auto refused = [&](const std::string& tags) {
    return as_script("PUT", path, R"({"tags":)" + tags + "}").code();
  };
  CHECK(refused("[" + many + "]") == "tags_invalid");
  CHECK(refused(R"(["a,b"])") == "tags_invalid");
  CHECK(refused(R"(["  "])") == "tags_invalid");
  CHECK(refused("[\"" + std::string(41, 'x') + "\"]") == "tags_invalid");
  CHECK(refused(R"(["line\nbreak"])") == "tags_invalid");
  CHECK(refused("7") == "fields_invalid");
  CHECK(as_script("PUT", path, "{}").code() == "fields_invalid");
  std::string umlauts;
  for (int i = 0; i < 40; ++i)
    umlauts += "ü";
  send_json("PUT", path, R"({"tags":[")" + umlauts + R"("]})");
  send_json("PUT", path, R"({"tags":[]})");
  CHECK(get("/api/v1/tags")->getArray("items")->size() == 0);
}

TEST_CASE_METHOD(ViewsFixture, "Many records are tagged at once, or none", "[admin][views]") {
  const std::string both = reference("con_a", "1") + "," + reference("con_a", "2");
  const auto tag = [&](const std::string& objects, const std::string& change) {
    return as_script("POST", "/api/v1/objects/tags", R"({"objects":[)" + objects + "]," + change + "}");
  };
  CHECK(tag(both, R"("add":["sale"])").json()->getValue<int>("changed") == 2);
  CHECK(tag(both, R"("add":["sale"])").json()->getValue<int>("changed") == 0);
  CHECK(names("&tag=sale&sort=name") == "Autumn Winter");
  CHECK(messages("object.tagged").size() == 2);
  CHECK(tag(reference("con_a", "2"), R"("remove":["sale"])").json()->getValue<int>("changed") == 1);
  CHECK(names("&tag=sale") == "Autumn");

  CHECK(tag(both + "," + reference("con_a", "9"), R"("add":["lost"])").code() == "record_unknown");
  CHECK(names("&tag=lost").empty());
  CHECK(tag(reference("con_a", "3"), R"("remove":["sale"])").json()->getValue<int>("changed") == 0);
  CHECK(
      view("&text=Spring")->getArray("items")->getObject(0)->isNull("object_id"));  // nothing to make one for
  const Reply wrong = tag(R"({"connection_id":"con_a","stream":7,"key":{}})", R"("add":["x"])");
  CHECK(wrong.code() == "fields_invalid");
  CHECK(wrong.body.find("/objects/0/stream") != std::string::npos);
  CHECK(tag("7", R"("add":["x"])").code() == "fields_invalid");
  std::string many = reference("con_a", "1");
  for (int i = 0; i < 200; ++i)
    many += "," + reference("con_a", "1");
  CHECK(tag(many, R"("add":["x"])").code() == "fields_invalid");
}

TEST_CASE_METHOD(ViewsFixture, "Notes have an author and are told in the log", "[admin][views]") {
  const std::string object = "/api/v1/objects/" + make_object("2");
  const auto note = send_json("POST", object + "/notes", R"({"text":"watch\nthe bids"})", 201);
  CHECK(note->getValue<std::string>("author") == "token:admin");
  CHECK(note->isNull("edited_at"));
  const std::string path = object + "/notes/" + note->getValue<std::string>("id");
  CHECK_FALSE(send_json("PATCH", path, R"({"text":"changed"})")->isNull("edited_at"));
  CHECK(get(object)->getArray("notes")->getObject(0)->getValue<std::string>("text") == "changed");
  CHECK(view("&text=Winter")->getArray("items")->getObject(0)->getValue<int>("notes") == 1);
  const SignedIn person = sign_in();
  CHECK(send("POST", object + "/notes", person.fields(), R"({"text":"mine"})")
            .json()
            ->getValue<std::string>("author") == "user:local");
  CHECK(as_script("DELETE", path).status == 204);
  CHECK(as_script("DELETE", path).code() == "note_unknown");
  CHECK(as_script("PATCH", path, R"({"text":"late"})").code() == "note_unknown");
  CHECK(messages("object.noted") ==
        std::vector<std::string>{"\"Winter\" (Offers): note deleted", "\"Winter\" (Offers): note added",
                                 "\"Winter\" (Offers): note changed", "\"Winter\" (Offers): note added"});
  for (const std::string& text :
       {std::string(), std::string(" \\n "), std::string(4001, 'x'), std::string("\\u0007")})
    CHECK(as_script("POST", object + "/notes", R"({"text":")" + text + "\"}").code() == "note_invalid");
  CHECK(as_script("POST", object + "/notes", R"({"text":")" + std::string(4000, 'x') + "\"}").status == 201);
}

TEST_CASE_METHOD(ViewsFixture, "Saved views belong to whoever saved them", "[admin][views]") {
  const std::string body = R"({"page":"/views/shop/offers","name":"Paused","query":"state=PAUSED"})";
  const auto saved = send_json("POST", "/api/v1/saved-views", body, 201);
  const std::string path = "/api/v1/saved-views/" + saved->getValue<std::string>("id");
  CHECK(as_script("POST", "/api/v1/saved-views", body).code() == "name_taken");
  const SignedIn person = sign_in();
  CHECK(send("GET", "/api/v1/saved-views", person.fields()).json()->getArray("items")->size() == 0);
  CHECK(send("PATCH", path, person.fields(), R"({"name":"Mine"})").code() == "saved_view_unknown");
  CHECK(send("POST", "/api/v1/saved-views", person.fields(), body).status == 201);

  CHECK(send_json("PATCH", path, R"({"name":"Asleep"})")->getValue<std::string>("query") == "state=PAUSED");
  const auto items = get("/api/v1/saved-views?page=/views/shop/offers")->getArray("items");
  REQUIRE(items->size() == 1);
  CHECK(items->getObject(0)->getValue<std::string>("name") == "Asleep");
  CHECK(get("/api/v1/saved-views?page=/other")->getArray("items")->size() == 0);
  CHECK(as_script("POST", "/api/v1/saved-views", body).status == 201);
  CHECK(as_script("PATCH", path, R"({"name":"Paused"})").code() == "name_taken");
  CHECK(as_script("PATCH", path, R"({"name":" "})").code() == "saved_view_invalid");
  CHECK(as_script("POST", "/api/v1/saved-views", R"({"page":"https://x","name":"n","query":""})").code() ==
        "saved_view_invalid");
  CHECK(as_script("DELETE", path).status == 204);
  CHECK(as_script("DELETE", path).code() == "saved_view_unknown");
  int made = 1;
  while (made < 100 && as_script("POST", "/api/v1/saved-views",
                                 R"({"page":"/p","name":"v)" + std::to_string(made) + R"(","query":""})")
                               .status == 201)
    ++made;
  CHECK(made == 100);
  CHECK(as_script("POST", "/api/v1/saved-views", R"({"page":"/p","name":"one more","query":""})").code() ==
        "saved_view_invalid");
}
