// Shows the OpenAPI document. What is tried out here is done with the session of this browser.

function csrfToken() {
  const cookie = document.cookie.split('; ').find((part) => part.startsWith('XSRF-TOKEN='));
  return cookie ? decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) : '';
}

window.SwaggerUIBundle({
  url: '/api/v1/openapi',
  dom_id: '#rest',
  deepLinking: true,
  docExpansion: 'none',
  operationsSorter: 'alpha',
  validatorUrl: null,
  requestInterceptor(request) {
    if (request.method && request.method !== 'GET') {
      request.headers['X-XSRF-TOKEN'] = csrfToken();
    }
    return request;
  },
});
