// Starts Swagger UI. What a person who has logged in tries out carries the token that the API asks of sessions.
(() => {
  const place = document.getElementById("swagger-ui");
  SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    requestInterceptor: (request) => {
      if (!["GET", undefined].includes(request.method) && request.credentials === "same-origin") {
        request.headers["X-CSRFToken"] = place.dataset.token;
      }
      return request;
    },
  });
})();
