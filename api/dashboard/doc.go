// Package dashboard is the appliance's pages for people: queue, progress as it
// happens, history with plots, hardware, a form to submit and a view of every
// proof. They are plain HTML, CSS and JavaScript modules, embedded in the
// binary, and speak to the public API under /v1 only, with the key of whoever
// looks at them; so they show nothing that the API would not.
//
// Nothing is loaded from elsewhere, and the content security policy forbids it,
// inline scripts and framing besides. Text from the server becomes text in the
// page, never markup. Here live the pages and how they are served; browsertest
// tries them in a real browser (make browser).
package dashboard
